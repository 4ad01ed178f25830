package io.orgkeys.keycloak.it;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Applications of every origin load the embedded page from the server, and browsers cache it. */
class EmbeddedFilesIT {

    private static final String IMMUTABLE = "public, max-age=31536000, immutable";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void browsersCacheTheFilesAsLongAsTheyCannotChange() {
        assertThat(get("embed.js").expect(200).header("Cache-Control")).isEqualTo("public, max-age=300");
        assertThat(get("embed.js").send().header("Content-Type"))
                .isEqualToIgnoringCase("text/javascript;charset=utf-8");
        assertThat(get("embed.json").expect(200).header("Cache-Control")).isEqualTo("no-cache");
        Map<String, String> types =
                Map.of("view.js", "text/javascript", "style.css", "text/css", "licenses.txt", "text/plain");
        types.forEach((file, type) -> {
            Answer answer = get(version() + file).expect(200);
            assertThat(answer.header("Cache-Control")).as(file).isEqualTo(IMMUTABLE);
            assertThat(answer.header("Content-Type")).as(file).isEqualToIgnoringCase(type + ";charset=utf-8");
            assertThat(answer.body()).as(file).isNotBlank();
        });
    }

    @Test
    void pagesOfEveryOriginCanLoadTheFiles() {
        for (String path : List.of(
                "embed.js", "embed.json", version() + "view.js", "embed/messages?locale=de", "embed/v-0/view.js")) {
            Answer answer = get(path).header("Origin", "https://app.example").send();
            assertThat(answer.headers().allValues("Access-Control-Allow-Origin"))
                    .as(path)
                    .containsExactly("*");
            assertThat(answer.header("Access-Control-Allow-Credentials"))
                    .as(path)
                    .isEmpty();
            assertThat(answer.headers().allValues("Cross-Origin-Resource-Policy"))
                    .as(path)
                    .containsExactly("cross-origin");
            assertThat(answer.headers().allValues("X-Content-Type-Options"))
                    .as(path)
                    .containsExactly("nosniff");
            assertThat(answer.header("Set-Cookie")).as(path).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"embed.js", "embed.json", "view.js", "embed/messages"})
    void anUnchangedFileIsNotSentAgain(String file) {
        String path = file.equals("view.js") ? version() + file : file;
        Answer first = get(path).expect(200);
        String tag = first.header("ETag");
        assertThat(tag).matches("\"[\\w-]{43}\"");
        for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
            Answer answer = get(path).header("If-None-Match", known).expect(304);
            assertThat(answer.body()).isEmpty();
            for (String header : List.of(
                    "ETag", "Cache-Control", "Vary", "Access-Control-Allow-Origin", "Cross-Origin-Resource-Policy")) {
                assertThat(answer.header(header)).as(header).isEqualTo(first.header(header));
            }
        }
        assertThat(get(path).header("If-None-Match", "\"other\"").expect(200).body())
                .isEqualTo(first.body());
    }

    @Test
    void sendsTheCompressedFormToClientsThatAcceptIt() throws IOException {
        for (String path : List.of(version() + "view.js", version() + "style.css", "embed/messages?locale=de")) {
            Answer plain = get(path).expect(200);
            assertThat(plain.header("Vary")).as(path).isEqualTo("Accept-Encoding");
            assertThat(plain.header("Content-Encoding")).as(path).isEmpty();
            for (String accepted : List.of("gzip", "br;q=1.0, gzip;q=0.8", "GZIP")) {
                HttpResponse<byte[]> compressed =
                        get(path).header("Accept-Encoding", accepted).sendForBytes();
                assertThat(header(compressed, "Content-Encoding")).as(path).isEqualTo("gzip");
                assertThat(header(compressed, "Vary")).as(path).isEqualTo("Accept-Encoding");
                assertThat(header(compressed, "ETag")).as(path).isNotEqualTo(plain.header("ETag"));
                assertThat(compressed.body())
                        .as(path)
                        .hasSizeLessThan(plain.body().length());
                try (GZIPInputStream text = new GZIPInputStream(new ByteArrayInputStream(compressed.body()))) {
                    assertThat(new String(text.readAllBytes(), StandardCharsets.UTF_8))
                            .isEqualTo(plain.body());
                }
                assertThat(get(path)
                                .header("Accept-Encoding", accepted)
                                .header("If-None-Match", header(compressed, "ETag"))
                                .send()
                                .status())
                        .isEqualTo(304);
            }
            for (String refused : List.of("br", "identity", "gzip;q=0", "gzip;q=0.0")) {
                assertThat(get(path)
                                .header("Accept-Encoding", refused)
                                .expect(200)
                                .body())
                        .as(refused)
                        .isEqualTo(plain.body());
            }
        }
    }

    @Test
    void answersHeadLikeGetButWithoutABody() {
        for (String path : List.of("embed.js", "embed.json", version() + "style.css", "embed/messages")) {
            Answer head = Http.request("HEAD", url(path)).expect(200);
            Answer get = get(path).expect(200);
            assertThat(head.body()).isEmpty();
            for (String header : List.of("ETag", "Cache-Control", "Content-Type", "Access-Control-Allow-Origin")) {
                assertThat(head.header(header)).as(header).isEqualTo(get.header(header));
            }
        }
    }

    @Test
    void anUnknownFileOrVersionIsNotFound() {
        for (String path : List.of(
                "embed/v-000000000000/view.js",
                version() + "other.js",
                version() + "view.js.gz",
                version() + "..%2f..%2fmanifest.json",
                version() + "%2e%2e%2f%2e%2e%2fmanifest.json",
                "embed/messages/messages_en.properties",
                "embed/..%2f/manifest.json")) {
            Answer answer = get(path).send();
            // Keycloak answers 400 if the path is not normalized
            assertThat(answer.status()).as(path).isIn(400, 404);
            assertThat(answer.body()).doesNotContain("assets/org-api-keys", "orgApiKeysMenu");
        }
        Answer former = get("embed/v-000000000000/view.js").expect(404);
        assertThat(former.code()).isEqualTo("file_not_found");
        assertThat(former.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void theMessagesAreThoseOfThePageInTheLanguageThatMatchesBest() {
        JsonNode german = messages("?locale=de-AT");
        assertThat(german.get("locale").asText()).isEqualTo("de");
        assertThat(german.at("/messages/orgApiKeysMenu").asText()).isEqualTo("API-Schlüssel");
        assertThat(german.get("messages").fieldNames())
                .toIterable()
                .allMatch(key -> key.startsWith("orgApiKeys"))
                .hasSizeGreaterThan(100);
        for (String english : List.of("", "?locale=", "?locale=sv", "?locale=..%2fmessages", "?locale=de,fr;q=0.5")) {
            assertThat(messages(english).get("locale").asText()).as(english).isEqualTo("en");
        }
        assertThat(messages("?locale=pt").get("locale").asText()).isEqualTo("pt-BR");
    }

    @Test
    void theRealmCanChangeAndTranslateTheMessages() {
        String tag = get("embed/messages?locale=de").expect(200).header("ETag");
        localize("de", "orgApiKeysMenu", "Zugänge");
        localize("sv", "orgApiKeysMenu", "API-nycklar");
        assertThat(get("embed/messages?locale=de")
                        .header("If-None-Match", tag)
                        .expect(200)
                        .text("messages.orgApiKeysMenu"))
                .isEqualTo("Zugänge");
        JsonNode swedish = messages("?locale=sv-SE");
        assertThat(swedish.get("locale").asText()).isEqualTo("sv");
        assertThat(swedish.at("/messages/orgApiKeysMenu").asText()).isEqualTo("API-nycklar");
        // a message without a translation is in English
        assertThat(swedish.at("/messages/orgApiKeysUiCancel").asText()).isEqualTo("Cancel");
    }

    @Test
    void aDisabledOrUnknownRealmHasNoEmbeddedPage() {
        try (TestRealm disabled = realm.another()) {
            disabled.change(Map.of("enabled", false));
            for (String path : List.of("embed.js", "embed.json", "embed/messages")) {
                assertThat(Http.get(disabled.url("/api-keys/" + path))
                                .expect(403)
                                .code())
                        .isEqualTo("forbidden");
            }
        }
        Http.get(TestServer.url("/realms/unknown/api-keys/embed.js")).expect(404);
    }

    @Test
    void theFilesDoNotDependOnOrganizations() {
        try (TestRealm without = realm.another()) {
            without.change(Map.of("organizationsEnabled", false));
            Http.get(without.url("/api-keys/embed.js")).expect(200);
        }
    }

    private static void localize(String locale, String key, String text) {
        realm.admin("PUT", "/localization/" + locale + "/" + key)
                .body(text, "text/plain;charset=utf-8")
                .expect(204);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static JsonNode messages(String query) {
        return get("embed/messages" + query).expect(200).json();
    }

    /** Returns the path of the directory that embed.json names. */
    private static String version() {
        String version = get("embed.json").expect(200).text("version");
        assertThat(version).matches("v-[0-9a-f]+");
        return "embed/" + version + "/";
    }

    private static Http get(String path) {
        return Http.get(url(path));
    }

    private static String url(String path) {
        return realm.url("/api-keys/" + path);
    }
}
