package io.orgkeys.keycloak.it;

import java.util.List;
import java.util.Map;

/** A change by which a key, or what it is verified for, is not good any more. */
enum Change {
    DELETED {
        @Override
        void make(TestRealm realm, Answer key) {
            realm.keys("DELETE", path(key)).expect(204);
        }
    },
    DISABLED {
        @Override
        void make(TestRealm realm, Answer key) {
            realm.keys("PUT", path(key)).json("{\"enabled\":false}").expect(200);
        }
    },
    ROTATED {
        @Override
        void make(TestRealm realm, Answer key) {
            realm.keys("POST", path(key) + "/rotate")
                    .json("{\"gracePeriod\":0}")
                    .expect(201);
        }
    },
    NARROWED {
        @Override
        void make(TestRealm realm, Answer key) {
            realm.keys("PUT", path(key))
                    .json(Map.of("permissions", Map.of("shortLinks", List.of("create"))))
                    .expect(200);
        }
    };

    /** Of keys that it is made to. */
    static final String PERMISSIONS = "{\"stats\":[\"read\"],\"shortLinks\":[\"create\"]}";

    /** On the node of the realm; returns when the node has answered. */
    abstract void make(TestRealm realm, Answer key);

    private static String path(Answer key) {
        return "/" + key.text("id");
    }
}
