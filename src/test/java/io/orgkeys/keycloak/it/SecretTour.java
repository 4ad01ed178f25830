package io.orgkeys.keycloak.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Everything that people and programs do with secrets, wisely or not, short of writing them into a URL. Remembers every
 * secret and every answer, for those who look where secrets turn up.
 */
final class SecretTour {

    static final String BOT_NAME = "Bot on tour";

    /** The client with which one logs in with a key. */
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

    /** All secrets that were handed out, the newest that still works last. */
    List<String> secrets() {
        return secrets;
    }

    /** All answers; where one handed out a secret, that is cut out once. */
    List<Answer> answers() {
        return answers;
    }

    List<String> keyIds() {
        return keyIds;
    }

    /** What nobody may find: both halves of the random part of every secret, so that a shortened one is found as well. */
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
        present(user.text("secret"));
        writeWrongly(user.text("secret"), user.text("id"));
        refuse(user.text("secret"), user.text("id"));

        Answer bot = issued(realm.createBot("acme", BOT_NAME));
        manage(bot.text("id"));
        present(bot.text("secret"));
        Answer rotated = issued(realm.rotate(bot, "{\"gracePeriod\":60}"));
        present(rotated.text("secret"));
        Answer last = issued(Http.post(realm.url("/api-keys/self/rotate"))
                .key(rotated.text("secret"))
                .expect(201));
        present(bot.text("secret"));
        present(last.text("secret"));
        writeWrongly(last.text("secret"), bot.text("id"));
    }

    private void manage(String id) {
        seen(realm.keys("GET", "/" + id)).expect(200);
        seen(realm.keys("GET", "")).expect(200);
        seen(realm.keys("GET", "/count")).expect(200);
        seen(realm.keys("PUT", "/" + id).json("{\"description\":\"On tour\"}")).expect(200);
        seen(realm.keysAs("h0p-viewer", "GET", "/" + id)).expect(200);
        seen(realm.keysAs("alice", "GET", "/" + id));
    }

    /** Shows a secret, good or not by now, at every door: as it is, with a typo, cut short and with something around it. */
    private void present(String secret) {
        String typo = secret.substring(0, secret.length() - 1) + (secret.endsWith("a") ? 'b' : 'a');
        String cut = secret.substring(0, secret.length() - 1);
        String url = realm.url("/api-keys/verify");
        for (String presented : List.of(secret, typo, cut, "Bearer " + secret)) {
            answers.add(realm.verify(presented, ""));
            answers.add(realm.verify(presented, "?permission=domains:delete"));
            answers.add(realm.verify(presented, "?organization=globex"));
            seen(Http.get(url).header("Authorization", presented));
            seen(Http.get(url).bearer(presented));
            seen(Http.post(url).form(Map.of("x-api-key", presented)));
            seen(Http.post(url).key(presented).json("{\"key\":\"" + presented + "\"}"));
            seen(Http.get(realm.url("/api-keys/self")).key(presented));
            seen(Http.get(realm.url("/api-keys/self")).bearer(presented)).expect(401);
            seen(Http.get(realm.adminUrl("/api-keys")).bearer(presented)).expect(401);
            seen(realm.keys("POST", "/lookup").json("{\"secret\":\"" + presented + "\"}"));
            introspect(presented);
            exchange(presented);
            logIn(presented);
        }
        seen(Http.get(url).key(secret).key(secret)).expect(401);
        seen(Http.get(url).basic(secret, "")).expect(401);
    }

    private void introspect(String presented) {
        answers.add(realm.introspect(presented));
        for (String hint : List.of("api_key", "access_token", "refresh_token", "unheard_of")) {
            answers.add(realm.introspectAs("shortlinks-api", presented, Map.of("token_type_hint", hint)));
        }
        String url = realm.url("/protocol/openid-connect/token/introspect");
        seen(Http.post(url).form(Map.of("token", presented, "client_id", "demo-cli")))
                .expect(403);
        seen(Http.post(url).basic("shortlinks-api", "wrong").form(Map.of("token", presented)))
                .expect(401);
        seen(Http.post(url).json("{\"token\":\"" + presented + "\"}"));
    }

    private void exchange(String presented) {
        answers.add(realm.exchange("shortlinks-api", presented, Map.of()));
        answers.add(realm.exchange("shortlinks-api", presented, Map.of("scope", presented)));
        answers.add(realm.exchange("shortlinks-api", presented, Map.of("audience", presented)));
        answers.add(realm.exchange("shortlinks-api", presented, Map.of("actor_token", presented)));
        seen(realm.tokenEndpoint().form(TestRealm.exchangeOf(presented, Map.of("client_id", "demo-cli"))));
    }

    private void logIn(String presented) {
        for (String client : List.of("demo-cli", KEY_LOGIN)) {
            seen(realm.tokenEndpoint()
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

    /** Puts a secret where it does not belong. */
    private void writeWrongly(String secret, String id) {
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
            seen(realm.keys("POST", "")
                            .json("{\"organizationId\":\"" + organization + "\",\"type\":\"bot\",\"name\":\"Wrong\","
                                    + wrong + "}"))
                    .expect(400);
            seen(realm.keys("PUT", "/" + id).json("{" + wrong + "}")).expect(400);
            seen(realm.keys("POST", "/" + id + "/rotate").json("{" + wrong + "}"))
                    .expect(400);
            seen(realm.keys("POST", "/lookup").json("{" + wrong + "}"));
        }
        seen(realm.keys("POST", "").json("{\"organizationId\":\"" + secret + "\",\"type\":\"bot\",\"name\":\"Wrong\"}"))
                .expect(404);
        seen(realm.keys("POST", "/lookup").json("\"" + secret + "\"")).expect(400);
        seen(realm.keys("POST", "/lookup").json(secret)).expect(400);
        seen(realm.keys("POST", "/lookup").form(Map.of("secret", secret)));
    }

    /** Ends a key step by step, and shows its secret at each. */
    private void refuse(String secret, String id) {
        seen(realm.keys("PUT", "/" + id).json("{\"permissions\":{}}")).expect(200);
        present(secret);
        seen(realm.keys("PUT", "/" + id).json("{\"enabled\":false}")).expect(200);
        present(secret);
        seen(realm.keys("DELETE", "/" + id)).expect(204);
        present(secret);
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

    private Answer seen(Http request) {
        Answer answer = request.send();
        answers.add(answer);
        return answer;
    }
}
