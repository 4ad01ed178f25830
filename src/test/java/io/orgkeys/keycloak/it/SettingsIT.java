package io.orgkeys.keycloak.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests the settings for API keys in a realm. */
class SettingsIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void keepsSettingsThatAreNotSent() {
        String before = realm.keys("GET", "/settings").expect(200).body();
        assertThat(Answer.parse(before)).isEqualTo(changed(before, "h0p", 1, null, null, null));
        assertThat(put("{\"prefix\":\"acme2\"}").json()).isEqualTo(changed(before, "acme2", 1, null, null, null));
        put("{\"userKeysPerMember\":3,\"maximumLifetime\":{\"user\":7200,\"bot\":60}}");
        assertThat(put("{\"defaultLifetime\":{\"user\":3600}}").json())
                .isEqualTo(changed(before, "acme2", 3, 3600, 7200, 60));
        // fields of an object are kept, too: a change for one key type keeps the limit for the other key type
        assertThat(put("{\"maximumLifetime\":{\"user\":null}}").json())
                .isEqualTo(changed(before, "acme2", 3, 3600, null, 60));
        JsonNode last = changed(before, "acme2", 3, null, null, 60);
        assertThat(put("{\"defaultLifetime\":null}").json()).isEqualTo(last);
        assertThat(realm.keys("GET", "/settings").send().json()).isEqualTo(last);
        assertThat(put(realm.keys("GET", "/settings").send().body()).json()).isEqualTo(last);
        assertThat(realm.createBot("acme", "Prefixed", "{}").text("secret")).startsWith("acme2_bot_");
    }

    private static JsonNode changed(
            String before,
            String prefix,
            int userKeys,
            @Nullable Integer defaultOfUsers,
            @Nullable Integer maximumOfUsers,
            @Nullable Integer maximumOfBots) {
        ObjectNode settings = (ObjectNode) Answer.parse(before);
        settings.setAll((ObjectNode)
                Answer.parse("""
                {"prefix":"%s","userKeysPerMember":%d,
                 "defaultLifetime":{"user":%s,"bot":null},"maximumLifetime":{"user":%s,"bot":%s}}""".formatted(prefix, userKeys, defaultOfUsers, maximumOfUsers, maximumOfBots)));
        return settings;
    }

    @Test
    void clearsSettingsOnlyExplicitly() {
        String before = realm.keys("GET", "/settings").expect(200).body();
        put(
                "{\"memberAttributes\":[\"externalId\"],\"importedPrefixes\":[\"sk_live_\"],\"networksRequired\":{\"user\":true,\"bot\":true},\"maximumIdleTime\":{\"bot\":86400}}");
        JsonNode kept = put("{\"networksRequired\":{\"user\":false}}").json();
        assertThat(kept.at("/importedPrefixes/0").asText()).isEqualTo("sk_live_");
        assertThat(kept.at("/networksRequired/bot").asBoolean()).isTrue();
        assertThat(kept.at("/memberAttributes/0").asText()).isEqualTo("externalId");
        put(
                "{\"memberAttributes\":null,\"importedPrefixes\":null,\"networksRequired\":null,\"maximumIdleTime\":null,\"leakReporters\":null}");
        assertThat(realm.keys("GET", "/settings").send().json()).isEqualTo(Answer.parse(before));
    }

    @Test
    void reportsAllInvalidSettingsAtOnce() {
        String before = realm.keys("GET", "/settings").send().body();
        Answer refused = realm.keys("PUT", "/settings").json("""
                        {"prefix":"H0p","userKeysPerMember":-1,"botKeysPerOrganization":100001,"maximumGracePeriod":31536001,
                         "defaultLifetime":{"user":59,"bot":7200},"maximumLifetime":{"user":3153600001,"bot":3600},
                         "memberAttributes":["plan","2nd"],"importedPrefixes":["sk_live_","eyJhbGciOi"],"leakReporters":[{"id":"github","publicKey":"no key"}],
                         "networksRequired":{"robot":true},"maximumIdleTime":{"user":86399,"bot":3153600001}}""").send();
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.invalidFields())
                .containsExactlyInAnyOrder(
                        "prefix",
                        "userKeysPerMember",
                        "botKeysPerOrganization",
                        "maximumGracePeriod",
                        "defaultLifetime.user",
                        "defaultLifetime.bot",
                        "maximumLifetime.user",
                        "memberAttributes",
                        "importedPrefixes",
                        "networksRequired.robot",
                        "leakReporters",
                        "maximumIdleTime.user",
                        "maximumIdleTime.bot");
        Answer form = realm.keys("PUT", "/settings").json("""
                        {"prefix":7,"userKeysPerMember":"1","botKeysPerOrganization":1.5,"defaultLifetime":60,
                         "maximumLifetime":{"robot":60,"user":"60"},"maximumGracePeriods":60,"importedPrefixes":"sk_",
                         "leakedKeys":"keep","leakReporters":[{"publicKey":7,"url":"https://example.com"}],"expiryNotices":"yes",
                         "networksRequired":{"user":"yes","bot":null},"maximumIdleTime":{"robot":86400}}""").send();
        assertThat(form.status()).isEqualTo(400);
        assertThat(form.invalidFields())
                .containsExactlyInAnyOrder(
                        "prefix",
                        "userKeysPerMember",
                        "botKeysPerOrganization",
                        "defaultLifetime",
                        "maximumLifetime.robot",
                        "maximumLifetime.user",
                        "maximumGracePeriods",
                        "importedPrefixes",
                        "networksRequired.user",
                        "networksRequired.bot",
                        "leakedKeys",
                        "leakReporters.id",
                        "leakReporters.publicKey",
                        "leakReporters.url",
                        "leakReporters",
                        "expiryNotices",
                        "maximumIdleTime.robot");
        assertThat(realm.keys("GET", "/settings").send().body()).isEqualTo(before);
    }

    private static Answer put(String json) {
        return realm.changeSettings(json);
    }
}
