package io.orgkeys.keycloak.benchmark;

import java.util.function.Consumer;

import io.orgkeys.client.Requirement;
import io.orgkeys.keycloak.it.Answer;
import io.orgkeys.keycloak.it.TestRealm;

/**
 * A key that meets a requirement until a change.
 *
 * @param change makes the change on the node of this realm, and returns when the node has answered
 */
record Revocable(String kind, String secret, Requirement requirement, Consumer<TestRealm> change) {

    static Revocable of(String kind, Answer key, String permission, Consumer<TestRealm> change) {
        return new Revocable(kind, key.text("secret"), Requirement.permission(permission), change);
    }
}
