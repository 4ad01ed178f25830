package io.orgkeys.keycloak.it;

import com.fasterxml.jackson.databind.JsonNode;

/** Configures a realm for direct grants with an API key instead of a password. */
public final class KeyLogin {

    private final TestRealm realm;

    KeyLogin(TestRealm realm) {
        this.realm = realm;
    }

    /**
     * Copies Keycloak's direct grant flow, replaces the password step by our API key step, and returns the id of the
     * new flow.
     */
    public String createFlow(String name, String config) {
        realm.addTo("/authentication/flows/direct%20grant/copy", "{\"newName\":\"" + name + "\"}");
        String path = "/authentication/flows/" + name.replace(" ", "%20") + "/executions";
        int priority = 0;
        for (JsonNode execution : realm.admin("GET", path).expect(200).json()) {
            if (execution.path("providerId").asText().equals("direct-grant-validate-password")) {
                priority = execution.get("priority").asInt();
                realm.admin(
                                "DELETE",
                                "/authentication/executions/"
                                        + execution.get("id").asText())
                        .expect(204);
            }
        }
        String id = realm.addTo(path + "/execution", "{\"provider\":\"direct-grant-org-api-key\"}");
        realm.admin("PUT", path)
                .json("{\"id\":\"" + id + "\",\"requirement\":\"REQUIRED\",\"priority\":" + priority + "}")
                .send();
        realm.addTo(
                "/authentication/executions/" + id + "/config",
                "{\"alias\":\"" + name + "\",\"config\":" + config + "}");
        return flowId(name);
    }

    /** Returns the id of the authentication flow with this alias. */
    public String flowId(String name) {
        for (JsonNode flow :
                realm.admin("GET", "/authentication/flows").expect(200).json()) {
            if (flow.path("alias").asText().equals(name)) {
                return flow.get("id").asText();
            }
        }
        throw new AssertionError("No flow " + name);
    }

    /** Creates a confidential client that logs users in with the flow. */
    public void createClient(String id, String flowId, String attributes) {
        realm.addTo("/clients", """
                        {"clientId": "%1$s", "secret": "%1$s-secret", "standardFlowEnabled": false,
                         "directAccessGrantsEnabled": true, "attributes": %3$s,
                         "authenticationFlowBindingOverrides": {"direct_grant": "%2$s"},
                         "protocolMappers": [{"name": "audience", "protocol": "openid-connect",
                          "protocolMapper": "oidc-audience-mapper",
                          "config": {"included.client.audience": "shortlinks-api", "access.token.claim": "true"}}]}""".formatted(id, flowId, attributes));
    }
}
