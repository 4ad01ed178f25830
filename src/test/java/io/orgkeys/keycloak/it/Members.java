package io.orgkeys.keycloak.it;

/** Creates users of a test realm and manages their memberships in organizations. */
public final class Members {

    private final TestRealm realm;

    Members(TestRealm realm) {
        this.realm = realm;
    }

    /** Creates a user without a profile or a password. */
    public String createUser(String user) {
        return realm.addTo("/users", "{\"username\":\"" + user + "\",\"enabled\":true}");
    }

    /** Creates a user who is a member of an organization. */
    public String create(String organization, String user) {
        String id = createUser(user);
        add(organization, id);
        return id;
    }

    /** Creates a member of acme who can log in, with a complete profile. The password is the username. */
    public String createWithPassword(String user) {
        String id = createUserWithPassword(user);
        add("acme", id);
        return id;
    }

    /** Creates a user with a complete profile. The password is the username. */
    String createUserWithPassword(String user) {
        return realm.addTo("/users", """
                        {"username":"%1$s","enabled":true,"email":"%1$s@h0p.example","emailVerified":true,"firstName":"%1$s",
                         "lastName":"Member","credentials":[{"type":"password","value":"%1$s"}]}""".formatted(user));
    }

    /**
     * Creates a member of this many organizations: acme, and new organizations named after the user and numbered from
     * 1.
     */
    public String createOfMany(String user, int organizations) {
        String id = create("acme", user);
        for (int i = 1; i < organizations; i++) {
            realm.organizations().create(user + i);
            add(user + i, id);
        }
        return id;
    }

    public void add(String organization, String userId) {
        realm.admin("POST", "/organizations/" + realm.organizationId(organization) + "/members")
                .json(userId)
                .expect(201);
    }

    public void remove(String organization, String userId) {
        realm.admin("DELETE", "/organizations/" + realm.organizationId(organization) + "/members/" + userId)
                .expect(204);
    }

    public void enable(String userId, boolean enabled) {
        realm.admin("PUT", "/users/" + userId)
                .json("{\"enabled\":" + enabled + "}")
                .expect(204);
    }
}
