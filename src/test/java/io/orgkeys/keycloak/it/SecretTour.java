package io.orgkeys.keycloak.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Uses secrets in every way that people and programs may use them, correctly or not, except in a URL. Records every
 * secret and every answer, so that tests can search for leaked secrets.
 */
final class SecretTour {

    static final String BOT_NAME = "Bot on tour";

    /** A client that accepts a key as the password of a login. */
    private static final String KEY_LOGIN = "key-login";

    private static final int RANDOM_LENGTH = 32;
    private static final int CHECKSUM_LENGTH = 6;

    private final TestRealm realm;
    private final List<String> secrets = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private final List<String> keyIds = new ArrayList<>();

    SecretTour(TestRealm realm) {
        this.realm = realm;
    }

    /** Returns all issued secrets; the last one is still valid. */
    List<String> secrets() {
        return secrets;
    }

    /** Returns all answers. In an answer that issued a secret, the first occurrence of the secret is removed. */
    List<Answer> answers() {
        return answers;
    }

    List<String> keyIds() {
        return keyIds;
    }

    /**
     * Returns the texts to search for. For each secret, these are both halves of its random part, so that a truncated
     * secret is found, too.
     */
    List<String> traces() {
        return secrets.stream()
                .map(secret -> secret.substring(
                        secret.length() - CHECKSUM_LENGTH - RANDOM_LENGTH, secret.length() - CHECKSUM_LENGTH))
                .flatMap(random ->
                        Stream.of(random.substring(0, RANDOM_LENGTH / 2), random.substring(RANDOM_LENGTH / 2)))
                .toList();
    }

    void run() {
        realm.keyLogin().createClient(KEY_LOGIN, realm.keyLogin().createFlow("key login", "{}"), "{}");
        Answer user = issued(realm.createUserKey("acme", "alice"));
        manage(user.text("id"));
        presentEverywhere(user.text("secret"));
        sendInWrongFields(user.text("secret"), user.text("id"));
        revokeStepwise(user.text("secret"), user.text("id"));

        Answer bot = issued(realm.createBot("acme", BOT_NAME));
        manage(bot.text("id"));
        presentEverywhere(bot.text("secret"));
        Answer rotated = issued(realm.rotate(bot, "{\"gracePeriod\":60}"));
        presentEverywhere(rotated.text("secret"));
        Answer last = issued(Http.post(realm.url("/api-keys/self/rotate"))
                .key(rotated.text("secret"))
                .expect(201));
        presentEverywhere(bot.text("secret"));
        presentEverywhere(last.text("secret"));
        sendInWrongFields(last.text("secret"), bot.text("id"));
    }

    private void manage(String id) {
        send(realm.keys("GET", "/" + id)).expect(200);
        send(realm.keys("GET", "")).expect(200);
        send(realm.keys("GET", "/count")).expect(200);
        send(realm.keys("PUT", "/" + id).json("{\"description\":\"On tour\"}")).expect(200);
        send(realm.keysAs("h0p-viewer", "GET", "/" + id)).expect(200);
        send(realm.keysAs("alice", "GET", "/" + id));
    }

    /**
     * Sends a secret, valid or not, to every endpoint: unchanged, with a typo, truncated, and with the prefix
     * {@code Bearer}.
     */
    private void presentEverywhere(String secret) {
        String typo = secret.substring(0, secret.length() - 1) + (secret.endsWith("a") ? 'b' : 'a');
        String cut = secret.substring(0, secret.length() - 1);
        String url = realm.url("/api-keys/verify");
        for (String presented : List.of(secret, typo, cut, "Bearer " + secret)) {
            answers.add(realm.verify(presented, ""));
            answers.add(realm.verify(presented, "?permission=domains:delete"));
            answers.add(realm.verify(presented, "?organization=globex"));
            send(Http.get(url).header("Authorization", presented));
            send(Http.get(url).bearer(presented));
            send(Http.post(url).form(Map.of("x-api-key", presented)));
            send(Http.post(url).key(presented).json("{\"key\":\"" + presented + "\"}"));
            send(Http.get(realm.url("/api-keys/self")).key(presented));
            send(Http.get(realm.url("/api-keys/self")).bearer(presented)).expect(401);
            send(Http.get(realm.adminUrl("/api-keys")).bearer(presented)).expect(401);
            send(realm.keys("POST", "/lookup").json("{\"secret\":\"" + presented + "\"}"));
            introspect(presented);
            exchange(presented);
            logIn(presented);
        }
        send(Http.get(url).key(secret).key(secret)).expect(401);
        send(Http.get(url).basic(secret, "")).expect(401);
    }

    private void introspect(String presented) {
        answers.add(realm.introspect(presented));
        for (String hint : List.of("api_key", "access_token", "refresh_token", "unheard_of")) {
            answers.add(realm.introspectAs("shortlinks-api", presented, Map.of("token_type_hint", hint)));
        }
        String url = realm.url("/protocol/openid-connect/token/introspect");
        send(Http.post(url).form(Map.of("token", presented, "client_id", "demo-cli")))
                .expect(403);
        send(Http.post(url).basic("shortlinks-api", "wrong").form(Map.of("token", presented)))
                .expect(401);
        send(Http.post(url).json("{\"token\":\"" + presented + "\"}"));
    }

    private void exchange(String presented) {
        answers.add(realm.exchange("shortlinks-api", presented, Map.of()));
        answers.add(realm.exchange("shortlinks-api", presented, Map.of("scope", presented)));
        answers.add(realm.exchange("shortlinks-api", presented, Map.of("audience", presented)));
        answers.add(realm.exchange("shortlinks-api", presented, Map.of("actor_token", presented)));
        send(realm.tokenEndpoint().form(TestRealm.exchangeOf(presented, Map.of("client_id", "demo-cli"))));
    }

    private void logIn(String presented) {
        for (String client : List.of("demo-cli", KEY_LOGIN)) {
            send(realm.tokenEndpoint()
                    .form(Map.of(
                            "grant_type",
                            "password",
                            "client_id",
                            client,
                            "client_secret",
                            client + "-secret",
                            "username",
                            "alice",
                            "password",
                            presented)));
        }
    }

    /** Sends a secret in fields where it does not belong. */
    private void sendInWrongFields(String secret, String id) {
        String organization = realm.organizationId("acme");
        for (String wrong : List.of(
                "\"note\":\"" + secret + "\"",
                "\"note\":{\"secret\":[\"" + secret + "\"]}",
                "\"secret\":\"" + secret + "\"",
                "\"enabled\":\"" + secret + "\"",
                "\"expiresAt\":\"" + secret + "\"",
                "\"version\":\"" + secret + "\"",
                "\"permissions\":\"" + secret + "\"",
                "\"userId\":\"" + secret + "\"",
                "\"id\":\"" + secret + "\"",
                "\"name\":\"" + secret,
                "\"name\":" + secret,
                secret + ":1")) {
            send(realm.keys("POST", "")
                            .json("{\"organizationId\":\"" + organization + "\",\"type\":\"bot\",\"name\":\"Wrong\","
                                    + wrong + "}"))
                    .expect(400);
            send(realm.keys("PUT", "/" + id).json("{" + wrong + "}")).expect(400);
            send(realm.keys("POST", "/" + id + "/rotate").json("{" + wrong + "}"))
                    .expect(400);
            send(realm.keys("POST", "/lookup").json("{" + wrong + "}"));
        }
        send(realm.keys("POST", "").json("{\"organizationId\":\"" + secret + "\",\"type\":\"bot\",\"name\":\"Wrong\"}"))
                .expect(404);
        send(realm.keys("POST", "/lookup").json("\"" + secret + "\"")).expect(400);
        send(realm.keys("POST", "/lookup").json(secret)).expect(400);
        send(realm.keys("POST", "/lookup").form(Map.of("secret", secret)));
    }

    /** Removes the permissions of a key, disables it and deletes it, and presents its secret after each step. */
    private void revokeStepwise(String secret, String id) {
        send(realm.keys("PUT", "/" + id).json("{\"permissions\":{}}")).expect(200);
        presentEverywhere(secret);
        send(realm.keys("PUT", "/" + id).json("{\"enabled\":false}")).expect(200);
        presentEverywhere(secret);
        send(realm.keys("DELETE", "/" + id)).expect(204);
        presentEverywhere(secret);
    }

    private Answer issued(Answer answer) {
        String secret = answer.text("secret");
        secrets.add(secret);
        keyIds.add(answer.text("id"));
        int at = answer.body().indexOf(secret);
        String rest = answer.body().substring(0, at) + answer.body().substring(at + secret.length());
        answers.add(new Answer(answer.status(), answer.headers(), rest));
        return answer;
    }

    private Answer send(Http request) {
        Answer answer = request.send();
        answers.add(answer);
        return answer;
    }
}
