package io.orgkeys.keycloak.it;

import java.util.List;
import java.util.Map;

/** A change by which a key, or what it is verified for, is not good any more. */
enum Change {
    DELETED {
        @Override
        void make(Node node, Answer key) {
            node.admin("DELETE", path(key)).send().expect(204);
        }
    },
    DISABLED {
        @Override
        void make(Node node, Answer key) {
            node.admin("PUT", path(key)).json("{\"enabled\":false}").send().expect(200);
        }
    },
    ROTATED {
        @Override
        void make(Node node, Answer key) {
            node.admin("POST", path(key) + "/rotate")
                    .json("{\"gracePeriod\":0}")
                    .send()
                    .expect(201);
        }
    },
    NARROWED {
        @Override
        void make(Node node, Answer key) {
            node.admin("PUT", path(key))
                    .json(Map.of("permissions", Map.of("shortLinks", List.of("create"))))
                    .send()
                    .expect(200);
        }
    };

    /** On this node; returns when the node has answered. */
    abstract void make(Node node, Answer key);

    private static String path(Answer key) {
        return "/api-keys/" + key.text("id");
    }
}
