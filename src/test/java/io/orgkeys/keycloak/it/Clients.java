package io.orgkeys.keycloak.it;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/** The OAuth clients of a realm. */
public final class Clients {

    private final TestRealm realm;

    Clients(TestRealm realm) {
        this.realm = realm;
    }

    /** Adds a confidential client whose secret is its client ID followed by {@code -secret}. */
    public void create(String id, String attributes) {
        realm.addTo(
                "/clients",
                "{\"clientId\":\"%1$s\",\"secret\":\"%1$s-secret\",\"standardFlowEnabled\":false,\"attributes\":%2$s}"
                        .formatted(id, attributes));
    }

    /** Adds a public client with direct access grants; all other attributes have Keycloak's defaults. */
    public void createPublic(String id) {
        realm.addTo(
                "/clients", "{\"clientId\":\"" + id + "\",\"publicClient\":true,\"directAccessGrantsEnabled\":true}");
    }

    /** Changes these attributes of the client with this client ID. */
    public void change(String id, Map<String, ?> attributes) {
        realm.admin("PUT", "/clients/" + id(id)).json(attributes).expect(204);
    }

    /** Adds the client scope that allows the client's tokens to manage keys. */
    public void addKeyManagementScope(String client) {
        addScope(client, "default-client-scopes");
    }

    /** Like {@link #addKeyManagementScope}, but the client must request the scope. */
    void addOptionalKeyManagementScope(String client) {
        addScope(client, "optional-client-scopes");
    }

    private void addScope(String client, String kind) {
        for (JsonNode scope : realm.admin("GET", "/client-scopes").expect(200).json()) {
            if (scope.get("name").asText().equals("org-api-keys")) {
                realm.admin(
                                "PUT",
                                "/clients/" + id(client) + "/" + kind + "/"
                                        + scope.get("id").asText())
                        .expect(204);
                return;
            }
        }
        throw new AssertionError("No client scope org-api-keys");
    }

    /** Returns Keycloak's internal id of the client with this client ID. */
    public String id(String client) {
        return realm.admin("GET", "/clients?clientId=" + client)
                .expect(200)
                .json()
                .get(0)
                .get("id")
                .asText();
    }
}
