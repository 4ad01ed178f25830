package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.orgkeys.keycloak.server.KeycloakServer;

import static org.assertj.core.api.Assertions.assertThat;

/** Makes each kind of change on one node, and checks that the change feed of all nodes reports it within a second. */
final class FeedCases implements AutoCloseable {

    private static final Duration MAX_LAG = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String POLL = "{\"since\":2000}";
    private static final String REALM_ROLES = "/role-mappings/realm";

    private final Supplier<TestRealm> newRealm;
    private final List<KeycloakServer> others;
    private final List<TestRealm> realms = new ArrayList<>();
    private final Lags lags = new Lags();
    private final Map<String, Duration> slow = new TreeMap<>();

    /** Changes that a node reported as a change of everything although it could report their id. */
    private final Set<String> withoutId = new TreeSet<>();

    /**
     * @param newRealm creates a realm on the node that makes the changes
     * @param others the other nodes
     */
    FeedCases(Supplier<TestRealm> newRealm, List<KeycloakServer> others) {
        this.newRealm = newRealm;
        this.others = others;
    }

    @Override
    public void close() {
        realms.forEach(TestRealm::close);
    }

    private TestRealm realm() {
        TestRealm created = newRealm.get();
        realms.add(created);
        return created;
    }

    /** Returns the realm on each node. */
    private List<TestRealm> on(TestRealm realm) {
        return Stream.concat(Stream.of(realm), others.stream().map(realm::onNode))
                .toList();
    }

    /** Polls as a confidential client whose secret is its client ID followed by {@code -secret}. */
    static Http poll(TestRealm node, String client) {
        return Http.post(node.url("/api-keys/changes")).basic(client, client + "-secret");
    }

    static JsonNode poll(TestRealm node) {
        return poll(node, "shortlinks-api").json(POLL).expect(200).json();
    }

    /** Waits until a poll reports nothing. */
    static void awaitQuiet(TestRealm node) {
        new Lags().await(TIMEOUT, () -> {
            JsonNode answer = poll(node);
            return !answer.path("all").asBoolean() && answer.path("ids").isEmpty();
        });
    }

    static boolean hasId(JsonNode answer, String id) {
        for (JsonNode found : answer.path("ids")) {
            if (found.asText().equals(id)) {
                return true;
            }
        }
        return false;
    }

    /** Makes all changes. */
    void run() {
        TestRealm realm = realm();
        List<Runnable> ofIds = new ArrayList<>();
        keys(realm, ofIds);
        owners(realm, ofIds);
        // after a change of everything, a realm needs a while until a poll reports nothing; several realms save time
        List<List<Runnable>> ofRealms =
                List.of(groups(realm()), roles(realm()), catalog(realm()), settings(realm()), organizations(realm()));
        awaitQuiet();
        ofIds.forEach(Runnable::run);
        assertThat(withoutId).as("reported as a change of everything").isEmpty();
        for (int i = 0; i < ofRealms.get(0).size(); i++) {
            awaitQuiet();
            for (List<Runnable> cases : ofRealms) {
                cases.get(i).run();
            }
        }
        awaitQuiet();
        realm.clearCaches();
        await("caches cleared", realm, answer -> answer.path("all").asBoolean());
        System.out.println("The change feed reported changes after " + lags);
        assertThat(slow).isEmpty();
    }

    private void awaitQuiet() {
        realms.forEach(realm -> on(realm).forEach(FeedCases::awaitQuiet));
    }

    private void keys(TestRealm realm, List<Runnable> cases) {
        for (Change change : Change.values()) {
            Answer key = realm.createBot("acme", "Fed " + change, Change.PERMISSIONS);
            cases.add(() -> id(realm, "key " + change, key.text("id"), () -> change.make(realm, key)));
        }
        String killed = realm.organizations().create("fed-killed");
        realm.createBot("fed-killed", "Killed with others");
        cases.add(() -> id(
                realm, "kill switch of the organization", killed, () -> killSwitch(realm, "organizationId", killed)));
        String user = realm.members().create("acme", "fed-killed");
        realm.createUserKeyOf("acme", user);
        cases.add(() -> id(realm, "kill switch of the user", user, () -> killSwitch(realm, "userId", user)));
    }

    private static void killSwitch(TestRealm realm, String owner, String id) {
        realm.keys("POST", "/kill-switch")
                .json(Map.of(owner, id, "action", "disable"))
                .expect(200);
    }

    private void owners(TestRealm realm, List<Runnable> cases) {
        Members members = realm.members();
        String user = members.create("acme", "fed-user");
        String group = realm.addTo("/groups", "{\"name\":\"fed-group\"}");
        cases.add(() -> id(realm, "user disabled", user, () -> members.enable(user, false)));
        cases.add(() -> id(realm, "user enabled", user, () -> members.enable(user, true)));
        String mappings = "/users/" + user + REALM_ROLES;
        cases.add(() -> id(realm, "role granted", user, () -> changeRole(realm, "POST", mappings, "org-admin")));
        cases.add(() -> id(realm, "role lost", user, () -> changeRole(realm, "DELETE", mappings, "org-admin")));
        String ofUser = "/users/" + user + "/groups/" + group;
        cases.add(() -> id(
                realm,
                "group joined",
                user,
                () -> realm.admin("PUT", ofUser).json("{}").expect(204)));
        cases.add(() -> id(
                realm, "group left", user, () -> realm.admin("DELETE", ofUser).expect(204)));
        String organizationGroup = "/organizations/" + realm.organizationId("acme") + "/groups/"
                + realm.organizations().groupId("acme", "admins") + "/members/" + user;
        cases.add(() -> id(
                realm,
                "organization's group joined",
                user,
                () -> realm.admin("PUT", organizationGroup).expect(204)));
        cases.add(() -> id(
                realm,
                "organization's group left",
                user,
                () -> realm.admin("DELETE", organizationGroup).expect(204)));
        cases.add(() -> id(realm, "member left", user, () -> members.remove("acme", user)));
        String deleted = members.create("acme", "fed-deleted");
        cases.add(() -> id(
                realm,
                "user deleted",
                deleted,
                () -> realm.admin("DELETE", "/users/" + deleted).expect(204)));
    }

    /** A disabled organization can manage users of other organizations. */
    private List<Runnable> organizations(TestRealm realm) {
        String organization = realm.organizations().create("fed-organization");
        return List.of(
                () -> all(
                        realm,
                        "organization disabled",
                        () -> realm.organizations().enable("fed-organization", false)),
                () -> all(
                        realm,
                        "organization enabled",
                        () -> realm.organizations().enable("fed-organization", true)),
                () -> id(
                        realm,
                        "organization deleted",
                        organization,
                        () -> realm.admin("DELETE", "/organizations/" + organization)
                                .expect(204)));
    }

    /** Adds a resource of which an action needs a new role. */
    private static void need(TestRealm realm, String role) {
        realm.admin("POST", "/roles").json(Map.of("name", role)).expect(201);
        realm.createResource("{\"name\":\"fed\",\"actions\":[\"read\"],\"roles\":{\"read\":[\"" + role + "\"]}}");
    }

    private List<Runnable> groups(TestRealm realm) {
        need(realm, "needed");
        String group = realm.addTo("/groups", "{\"name\":\"staff\"}");
        String child = realm.addTo("/groups", "{\"name\":\"moved\"}");
        return List.of(
                () -> all(
                        realm,
                        "role granted to a group",
                        () -> changeRole(realm, "POST", "/groups/" + group + REALM_ROLES, "needed")),
                () -> all(
                        realm,
                        "group moved below a group with the role",
                        () -> realm.admin("POST", "/groups/" + group + "/children")
                                .json(Map.of("id", child, "name", "moved"))
                                .expect(204)),
                () -> all(
                        realm,
                        "group deleted",
                        () -> realm.admin("DELETE", "/groups/" + group).expect(204)));
    }

    private List<Runnable> roles(TestRealm realm) {
        need(realm, "needed");
        realm.admin("POST", "/roles").json(Map.of("name", "composite")).expect(201);
        String composites = "/roles/composite/composites";
        return List.of(
                () -> all(realm, "role added to a composite", () -> changeRole(realm, "POST", composites, "needed")),
                () -> all(
                        realm,
                        "role removed from a composite",
                        () -> changeRole(realm, "DELETE", composites, "needed")),
                () -> all(
                        realm,
                        "role deleted",
                        () -> realm.admin("DELETE", "/roles/needed").expect(204)));
    }

    private List<Runnable> catalog(TestRealm realm) {
        need(realm, "needed");
        String mappings = "/organizations/" + realm.organizationId("acme") + "/groups/"
                + realm.organizations().groupId("acme", "members") + REALM_ROLES;
        return List.of(
                () -> all(
                        realm,
                        "role granted to an organization's group",
                        () -> changeRole(realm, "POST", mappings, "needed")),
                () -> all(
                        realm,
                        "resource deleted",
                        () -> realm.keys("DELETE", "/resources/fed").expect(204)),
                () -> none(realm, () -> {
                    realm.change(Map.of("displayName", "Fed"));
                    realm.admin("POST", "/roles")
                            .json(Map.of("name", "unrelated"))
                            .expect(201);
                    realm.addTo("/groups", "{\"name\":\"unrelated\"}");
                }));
    }

    private List<Runnable> settings(TestRealm realm) {
        return List.of(
                () -> all(realm, "settings", () -> realm.changeSettings("{\"maximumGracePeriod\":3601}")),
                () -> all(realm, "organizations off", () -> realm.change(Map.of("organizationsEnabled", false))),
                () -> all(realm, "organizations on", () -> realm.change(Map.of("organizationsEnabled", true))));
    }

    private static void changeRole(TestRealm realm, String method, String mappings, String role) {
        String representation = realm.admin("GET", "/roles/" + role).expect(200).body();
        realm.admin(method, mappings).json("[" + representation + "]").expect(204);
    }

    /** Makes a change that must be reported as this id, or as a change of everything. */
    private void id(TestRealm realm, String what, String id, Runnable change) {
        change.run();
        await(what, realm, answer -> {
            boolean isAll = answer.path("all").asBoolean();
            if (isAll) {
                withoutId.add(what);
            }
            return isAll || hasId(answer, id);
        });
    }

    /** Makes a change after which everything may have changed. */
    private void all(TestRealm realm, String what, Runnable change) {
        change.run();
        await(what, realm, answer -> answer.path("all").asBoolean());
    }

    /** Makes changes that decide no permission. A key that is changed after them shows that they were heard. */
    private void none(TestRealm realm, Runnable changes) {
        changes.run();
        String marker = realm.createBot("acme", "Marker").text("id");
        realm.keys("DELETE", "/" + marker).expect(204);
        await(
                "marker",
                realm,
                answer -> hasId(answer, marker) || answer.path("all").asBoolean());
        // A comparison begins later than the marker is reported, and polls report everything while it is overdue. But
        // if it finds a difference, polls report everything for four seconds.
        long settled = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        new Lags().await(Duration.ofSeconds(3), () -> System.nanoTime() > settled && !isAll(realm));
    }

    /** Returns whether a node reports that everything may have changed. */
    private boolean isAll(TestRealm realm) {
        return on(realm).stream().anyMatch(node -> poll(node).path("all").asBoolean());
    }

    private interface Expectation {

        boolean isIn(JsonNode answer);
    }

    private void await(String what, TestRealm realm, Expectation expected) {
        long begin = System.nanoTime();
        for (TestRealm node : on(realm)) {
            try {
                lags.await(TIMEOUT, () -> expected.isIn(poll(node)));
            } catch (AssertionError e) {
                throw new AssertionError(what + " was not reported by " + node.baseUrl + ": " + poll(node), e);
            }
        }
        Duration lag = Duration.ofNanos(System.nanoTime() - begin);
        if (lag.compareTo(MAX_LAG) > 0) {
            slow.put(what, lag);
        }
    }
}
