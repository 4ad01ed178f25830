// The pages of the consoles contain this element. The tests of the build run without a page.
if (typeof document !== "undefined") {
  const environment = document.createElement("script");
  environment.id = "environment";
  environment.type = "application/json";
  environment.textContent = JSON.stringify({
    serverBaseUrl: "http://localhost:8080",
    adminBaseUrl: "http://localhost:8080",
    realm: "master",
    clientId: "security-admin-console",
    resourceUrl: "/resources/x/admin/keycloak.v2",
  });
  document.head.append(environment);
}
