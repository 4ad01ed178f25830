import Keycloak from "keycloak-js";
import { createRoot } from "react-dom/client";

const keycloak = new Keycloak({ url: "http://localhost:8080", realm: "h0p", clientId: "embedded-example" });
await keycloak.init({ onLoad: "login-required", checkLoginIframe: false });

// React passes a function to an element only if the element is defined, so load the script before React renders
await import(/* @vite-ignore */ "http://localhost:8080/realms/h0p/api-keys/embed.js");

async function getToken({ refresh }) {
  await keycloak.updateToken(refresh ? -1 : 30);
  return keycloak.token;
}

function Settings() {
  return (
    <>
      <h1>Settings</h1>
      <p>
        <button type="button" onClick={() => keycloak.logout()}>
          Sign out
        </button>
      </p>
      <org-api-keys getToken={getToken} onsession-ended={() => keycloak.login()} />
    </>
  );
}

createRoot(document.querySelector("#root")).render(<Settings />);
