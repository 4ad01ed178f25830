package io.orgkeys.keycloak.benchmark;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.orgkeys.keycloak.it.Answer;
import io.orgkeys.keycloak.it.TestRealm;

/** Prepares keys in a realm, together with the changes that revoke them. */
final class Revocations {

    private static final String CATALOG_CHANGED = "catalog changed";

    private static final String REALM_ROLES = "/role-mappings/realm";
    private static final String ROLE = "reporter";
    private static final String READ_STATS = "stats:read";
    private static final String READ_REPORTS = "reports:read";
    private static final String REPORTS = "{\"reports\":[\"read\"]}";
    private static final String SEVERAL = "{\"stats\":[\"read\"],\"shortLinks\":[\"create\"]}";

    private final TestRealm realm;
    private final String groupsPath;
    private final String group;

    /** Adds a resource to the realm that needs a role, and a group of an organization with this role. */
    Revocations(TestRealm realm) {
        this.realm = realm;
        realm.changeSettings("{\"botKeysPerOrganization\":10000}");
        realm.admin("POST", "/roles").json(Map.of("name", ROLE)).expect(201);
        realm.createResource("{\"name\":\"reports\",\"actions\":[\"read\"],\"roles\":{\"read\":[\"" + ROLE + "\"]}}");
        groupsPath = "/organizations/" + realm.organizationId("acme") + "/groups";
        group = groupWithRole("reporters");
    }

    /** Returns a key for each change that the feed reports by an id. */
    List<Revocable> ofIds(String name) {
        return Stream.concat(withoutRoles(name).stream(), Stream.of(roleLost(name), groupLeft(name)))
                .toList();
    }

    /** Returns a key for each change of a key, a membership or a user. */
    List<Revocable> withoutRoles(String name) {
        return List.of(
                keyDeleted(name),
                keyDisabled(name),
                keyRotated(name),
                keyNarrowed(name),
                memberLeft(name),
                userDisabled(name),
                userDeleted(name));
    }

    private Answer bot(String name) {
        return realm.createBot("acme", name, SEVERAL);
    }

    private static String path(Answer key) {
        return "/" + key.text("id");
    }

    private Revocable keyDeleted(String name) {
        Answer key = bot(name + " deleted");
        return Revocable.of(
                "key deleted",
                key,
                READ_STATS,
                node -> node.keys("DELETE", path(key)).expect(204));
    }

    private Revocable keyDisabled(String name) {
        Answer key = bot(name + " disabled");
        return Revocable.of(
                "key disabled",
                key,
                READ_STATS,
                node -> node.keys("PUT", path(key)).json("{\"enabled\":false}").expect(200));
    }

    private Revocable keyRotated(String name) {
        Answer key = bot(name + " rotated");
        return Revocable.of(
                "key rotated",
                key,
                READ_STATS,
                node -> node.keys("POST", path(key) + "/rotate")
                        .json("{\"gracePeriod\":0}")
                        .expect(201));
    }

    private Revocable keyNarrowed(String name) {
        Answer key = bot(name + " narrowed");
        return Revocable.of(
                "key narrowed",
                key,
                READ_STATS,
                node -> node.keys("PUT", path(key))
                        .json("{\"permissions\":{\"shortLinks\":[\"create\"]}}")
                        .expect(200));
    }

    private Revocable memberLeft(String name) {
        String user = realm.members().create("acme", name + "-left");
        return Revocable.of(
                "member left",
                realm.createUserKeyOf("acme", user),
                READ_STATS,
                node -> node.members().remove("acme", user));
    }

    private Revocable userDisabled(String name) {
        String user = realm.members().create("acme", name + "-disabled");
        return Revocable.of(
                "user disabled",
                realm.createUserKeyOf("acme", user),
                READ_STATS,
                node -> node.members().enable(user, false));
    }

    private Revocable userDeleted(String name) {
        String user = realm.members().create("acme", name + "-deleted");
        return Revocable.of(
                "user deleted",
                realm.createUserKeyOf("acme", user),
                READ_STATS,
                node -> node.admin("DELETE", "/users/" + user).expect(204));
    }

    private Revocable roleLost(String name) {
        String user = realm.members().create("acme", name + "-role");
        String mappings = "/users/" + user + REALM_ROLES;
        changeRole(realm, "POST", mappings);
        return Revocable.of(
                "role lost",
                realm.createUserKeyOf("acme", user, REPORTS),
                READ_REPORTS,
                node -> changeRole(node, "DELETE", mappings));
    }

    private Revocable groupLeft(String name) {
        String user = realm.members().create("acme", name + "-group");
        String membership = membership(group, user);
        realm.admin("PUT", membership).expect(204);
        return Revocable.of(
                "group with a role left",
                realm.createUserKeyOf("acme", user, REPORTS),
                READ_REPORTS,
                node -> node.admin("DELETE", membership).expect(204));
    }

    Revocable groupLostRole(String name) {
        String user = realm.members().create("acme", name + "-group");
        String ofUser = groupWithRole(name);
        realm.admin("PUT", membership(ofUser, user)).expect(204);
        return Revocable.of(
                "role taken from a group",
                realm.createUserKeyOf("acme", user, REPORTS),
                READ_REPORTS,
                node -> changeRole(node, "DELETE", groupsPath + "/" + ofUser + REALM_ROLES));
    }

    private String groupWithRole(String name) {
        String id = realm.addTo(groupsPath, "{\"name\":\"" + name + "\"}");
        changeRole(realm, "POST", groupsPath + "/" + id + REALM_ROLES);
        return id;
    }

    private String membership(String ofGroup, String user) {
        return groupsPath + "/" + ofGroup + "/members/" + user;
    }

    private static void changeRole(TestRealm node, String method, String mappings) {
        String role = node.admin("GET", "/roles/" + ROLE).expect(200).body();
        node.admin(method, mappings).json("[" + role + "]").expect(204);
    }

    Revocable organizationDisabled(String name) {
        String alias = name + "-disabled";
        realm.organizations().create(alias);
        return Revocable.of(
                "organization disabled",
                realm.createBot(alias, name),
                READ_STATS,
                node -> node.organizations().enable(alias, false));
    }

    Revocable resourceDeleted(String name) {
        realm.createResource("{\"name\":\"" + name + "\",\"actions\":[\"read\"]}");
        return Revocable.of(
                CATALOG_CHANGED,
                realm.createBot("acme", name, "{\"" + name + "\":[\"read\"]}"),
                name + ":read",
                node -> node.keys("DELETE", "/resources/" + name).expect(204));
    }

    Revocable actionRestricted(String name) {
        String resource = "{\"name\":\"" + name + "\",\"actions\":[\"read\"]";
        realm.createResource(resource + "}");
        String user = realm.members().create("acme", name + "-restricted");
        return Revocable.of(
                CATALOG_CHANGED,
                realm.createUserKeyOf("acme", user, "{\"" + name + "\":[\"read\"]}"),
                name + ":read",
                node -> node.keys("PUT", "/resources/" + name)
                        .json(resource + ",\"roles\":{\"read\":[\"" + ROLE + "\"]}}")
                        .expect(200));
    }
}
