package io.orgkeys.keycloak.it;

import java.util.List;
import java.util.Map;

/** A change after which the server refuses a key, or one permission of the key. */
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
    FORMER_SECRET_ENDED {
        @Override
        void make(TestRealm realm, Answer key) {
            realm.keys("POST", path(key) + "/rotate")
                    .json("{\"gracePeriod\":3600}")
                    .expect(201);
            realm.keys("DELETE", path(key) + "/former-secret").expect(204);
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

    /** The permissions of the keys to which the tests apply the changes. */
    static final String PERMISSIONS = "{\"stats\":[\"read\"],\"shortLinks\":[\"create\"]}";

    /** Sends the change to the node that {@code realm} uses, and waits for the answer. */
    abstract void make(TestRealm realm, Answer key);

    private static String path(Answer key) {
        return "/" + key.text("id");
    }
}
