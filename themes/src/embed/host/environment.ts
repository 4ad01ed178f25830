import type { env as environmentOfConsole } from "../../host/environment";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The addresses of the realm. In place of the JSON that a console passes to its scripts. */
export const env: Mutable<typeof environmentOfConsole> = {
  serverBaseUrl: "",
  realm: "",
  clientId: "",
  resourceUrl: "",
};

/** @param issuer the address of the realm, such as https://sso.example.com/realms/example */
export function setIssuer(issuer: string): void {
  const [, server, realm] = /^(.*)\/realms\/([^/]+)\/?$/.exec(issuer) ?? [];
  if (server === undefined || realm === undefined) {
    throw new Error(`org-api-keys: not an issuer of Keycloak: ${issuer}`);
  }
  env.serverBaseUrl = server;
  env.realm = decodeURIComponent(realm);
}
