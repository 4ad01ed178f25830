package io.orgkeys.keycloak.it;

/** Creates administrators of a test realm and assigns roles to them. */
public final class Administrators {

    private final TestRealm realm;

    Administrators(TestRealm realm) {
        this.realm = realm;
    }

    /** Assigns a client role to the user. */
    public void giveRole(String userId, String client, String role) {
        String path = "/clients/" + realm.clients().id(client);
        String representation =
                realm.admin("GET", path + "/roles/" + role).expect(200).body();
        realm.admin("POST", "/users/" + userId + "/role-mappings" + path)
                .json("[" + representation + "]")
                .expect(204);
    }

    /** Assigns a realm role to the user ({@code POST}), or removes it ({@code DELETE}). */
    public void changeRealmRole(String method, String userId, String role) {
        realm.admin(method, "/users/" + userId + "/role-mappings/realm")
                .json("[" + realm.admin("GET", "/roles/" + role).expect(200).body() + "]")
                .expect(204);
    }

    /** Adds a user with these roles of the client realm-management. The password is the user's name. */
    public void add(String user, String... roles) {
        String id = realm.members().createUserWithPassword(user);
        for (String role : roles) {
            giveRole(id, "realm-management", role);
        }
    }
}
