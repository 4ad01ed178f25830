// Only compiled: holds react.d.ts to the types of React.
import type { GetToken } from "orgkeys-element";
import "orgkeys-element/react";

const getToken: GetToken = async ({ refresh }) => (refresh ? undefined : "token");

export const page = (
  <org-api-keys
    organization="acme"
    locale="de"
    color-scheme="auto"
    issuer="https://sso.example.com/realms/h0p"
    className="keys"
    getToken={getToken}
    onkey-created={(event) => event.detail.key.name.length}
    onsession-ended={(event) => event.detail satisfies null}
    onload-error={(event) => event.detail.code.length}
  />
);

// @ts-expect-error an unknown attribute
export const misspelled = <org-api-keys organisation="acme" />;

// @ts-expect-error a token instead of a function
export const constant = <org-api-keys getToken="token" />;

export const element = document.querySelector("org-api-keys");
element?.addEventListener("key-deleted", (event) => event.detail.key.id.length);
