package io.orgkeys.keycloak.it;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

import dasniko.testcontainers.keycloak.KeycloakContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.MountableFile;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the packaged jar in Keycloak's container image. If no Docker engine is available, the test is skipped, even on
 * a build server.
 */
@Tag("containers")
@EnabledIf("dockerAnswers")
@SuppressWarnings("NullAway.Init") // @BeforeAll sets the fields
class ContainerIT {

    /**
     * The file for the log of the containers. On the console, this long log would hide the notice that the test was
     * skipped.
     */
    private static final String LOG = "target/containers.log";

    private static KeycloakContainer keycloak;
    private static TestRealm realm;

    static boolean dockerAnswers() throws IOException {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        FileHandler file = new FileHandler(LOG);
        file.setFormatter(new SimpleFormatter());
        root.addHandler(file);
        boolean answers = DockerClientFactory.instance().isDockerAvailable();
        if (!answers) {
            System.out.println(
                    "Skipped the test of the jar in Keycloak's image, because no Docker engine is available. See " + LOG
                            + " for the places where it was searched for.");
        }
        return answers;
    }

    @BeforeAll
    static void start() {
        keycloak = new KeycloakContainer("quay.io/keycloak/keycloak:" + System.getProperty("keycloak.version"))
                .withProviderLibsFrom(List.of(new File(System.getProperty("orgkeys.jar"))))
                .withCopyFileToContainer(
                        MountableFile.forHostPath("realm-export.json", 0644),
                        "/opt/keycloak/data/import/h0p-realm.json")
                // in percent of the machine's memory, because the container's default is too little on a small machine
                .withRamPercentage(1, 20)
                .withStartupTimeout(Duration.ofMinutes(6));
        keycloak.start();
        realm = TestRealm.at(keycloak.getAuthServerUrl());
    }

    @AfterAll
    static void stop() {
        if (keycloak != null) {
            keycloak.stop();
        }
    }

    @Test
    void aBotKeyIsIssuedAndVerifiedAndIntrospectedAndRevoked() {
        Answer key = realm.createBot("acme", "In a container");
        String secret = key.text("secret");
        assertThat(realm.verify(key).expect(200).header("X-Auth-Username")).isEqualTo("bot:In a container");
        realm.verify(secret, "?permission=domains:delete").expect(403);
        Answer active = realm.introspect(secret, Map.of("token_type_hint", "api_key"));
        assertThat(active.json().path("active").asBoolean()).isTrue();
        assertThat(active.text("scope")).isEqualTo("stats:read");

        realm.revoke(key);
        assertThat(realm.verify(key).expect(401).code()).isEqualTo("unknown_key");
        assertThat(realm.introspect(secret).body()).isEqualTo("{\"active\":false}");
    }

    @Test
    void aUserKeyLosesAPermissionWhenItsOwnerLosesTheRole() {
        String secret = realm.createUserKey("acme", "alice", "{\"domains\":[\"delete\"],\"stats\":[\"read\"]}")
                .text("secret");
        realm.verify(secret, "?permission=domains:delete").expect(200);
        realm.admin(
                        "DELETE",
                        "/organizations/" + realm.organizationId("acme") + "/groups/"
                                + realm.organizations().groupId("acme", "admins") + "/members/" + realm.userId("alice"))
                .expect(204);
        realm.verify(secret, "?permission=domains:delete").expect(403);
        assertThat(realm.verify(secret, "?permission=stats:read").expect(200).header("X-Auth-Username"))
                .isEqualTo("alice");
    }
}
