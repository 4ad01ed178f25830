package io.orgkeys.keycloak.it;

/** Creates and changes the organizations of a test realm. */
public final class Organizations {

    private final TestRealm realm;

    Organizations(TestRealm realm) {
        this.realm = realm;
    }

    /** Creates an organization with its own domain, and returns the id of the organization. */
    public String create(String alias) {
        return realm.addTo(
                "/organizations",
                "{\"name\":\"%1$s\",\"alias\":\"%1$s\",\"domains\":[{\"name\":\"%1$s.example\"}]}".formatted(alias));
    }

    public void enable(String alias, boolean enabled) {
        String path = "/organizations/" + realm.organizationId(alias);
        String organization = realm.admin("GET", path).expect(200).body();
        realm.admin("PUT", path)
                .json(organization.replaceAll("\"enabled\":(true|false),\"", "\"enabled\":" + enabled + ",\""))
                .expect(204);
    }

    /** Returns the id of a group of the organization. */
    public String groupId(String alias, String group) {
        for (var found : realm.admin("GET", "/organizations/" + realm.organizationId(alias) + "/groups?search=" + group)
                .expect(200)
                .json()) {
            if (found.get("name").asText().equals(group)) {
                return found.get("id").asText();
            }
        }
        throw new AssertionError("No group " + group + " in " + alias);
    }
}
