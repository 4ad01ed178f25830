import Keycloak from "keycloak-js";

const keycloak = new Keycloak({ url: "http://localhost:8080", realm: "h0p", clientId: "embedded-example" });
await keycloak.init({ onLoad: "login-required", checkLoginIframe: false });

const page = document.querySelector("org-api-keys");
page.getToken = async ({ refresh }) => {
  await keycloak.updateToken(refresh ? -1 : 30);
  return keycloak.token;
};
page.addEventListener("session-ended", () => keycloak.login());

document.querySelector("#sign-out").addEventListener("click", () => keycloak.logout());
