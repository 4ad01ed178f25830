package io.orgkeys.keycloak.secret;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Set;

import io.orgkeys.keycloak.model.ApiKeyType;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks generated secrets, and that changed secrets are detected. */
class SecretPropertyTest {

    private static final ApiKeyGenerator GENERATOR = new ApiKeyGenerator(new SecureRandom());

    @Provide
    static Arbitrary<String> prefixes() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .numeric()
                .ofMinLength(2)
                .ofMaxLength(12)
                .filter(ApiKeyFormat::isPrefix);
    }

    @Property
    void parsesEveryGeneratedSecret(@ForAll("prefixes") String prefix, @ForAll ApiKeyType type) {
        String secret = GENERATOR.generate(prefix, type).reveal();
        assertThat(secret)
                .matches("[a-z][a-z0-9]{1,11}_(user|bot)_[0-9A-Za-z]{38}")
                .startsWith(prefix + "_" + type.text());
        assertThat(ApiKeyFormat.parse(secret))
                .hasValueSatisfying(parsed -> assertThat(parsed.reveal()).isEqualTo(secret));
    }

    @Property
    void detectsAChangedCharacter(
            @ForAll("prefixes") String prefix,
            @ForAll ApiKeyType type,
            @ForAll @IntRange(max = 56) int at,
            @ForAll char other) {
        String secret = GENERATOR.generate(prefix, type).reveal();
        int position = at % secret.length();
        Assume.that(secret.charAt(position) != other);
        assertThat(ApiKeyFormat.parse(secret.substring(0, position) + other + secret.substring(position + 1)))
                .isEmpty();
    }

    /**
     * A CRC-32 detects every change within 32 consecutive bits. Two adjacent characters have only 16 bits, so the
     * checksum detects that they were swapped.
     */
    @Property
    void detectsSwappedNeighbors(
            @ForAll("prefixes") String prefix, @ForAll ApiKeyType type, @ForAll @IntRange(max = 55) int at) {
        String secret = GENERATOR.generate(prefix, type).reveal();
        int position = at % (secret.length() - 1);
        Assume.that(secret.charAt(position) != secret.charAt(position + 1));
        String swapped = secret.substring(0, position)
                + secret.charAt(position + 1)
                + secret.charAt(position)
                + secret.substring(position + 2);
        assertThat(ApiKeyFormat.parse(swapped)).isEmpty();
    }

    @Property
    void detectsAnInsertedOrRemovedCharacter(
            @ForAll("prefixes") String prefix,
            @ForAll ApiKeyType type,
            @ForAll @IntRange(max = 56) int at,
            @ForAll char more) {
        String secret = GENERATOR.generate(prefix, type).reveal();
        int position = at % secret.length();
        String longer = secret.substring(0, position) + more + secret.substring(position);
        String shorter = secret.substring(0, position) + secret.substring(position + 1);
        // a changed prefix can be another valid prefix, so only the checksum detects the change
        assertThat(ApiKeyFormat.parse(longer)).isEmpty();
        assertThat(ApiKeyFormat.parse(shorter)).isEmpty();
    }

    @Property
    void detectsTheWrongCase(@ForAll("prefixes") String prefix, @ForAll ApiKeyType type) {
        String secret = GENERATOR.generate(prefix, type).reveal();
        assertThat(ApiKeyFormat.parse(secret.toUpperCase(Locale.ROOT))).isEmpty();
        Assume.that(!secret.equals(secret.toLowerCase(Locale.ROOT)));
        assertThat(ApiKeyFormat.parse(secret.toLowerCase(Locale.ROOT))).isEmpty();
    }

    @Property
    void refusesTextAroundASecret(
            @ForAll("prefixes") String prefix,
            @ForAll ApiKeyType type,
            @ForAll @StringLength(min = 1, max = 8) String more) {
        String secret = GENERATOR.generate(prefix, type).reveal();
        assertThat(ApiKeyFormat.parse(secret + more)).isEmpty();
        assertThat(ApiKeyFormat.parse(more + '_' + secret)).isEmpty();
        assertThat(ApiKeyFormat.parse(' ' + secret)).isEmpty();
    }

    @Property
    void neitherTheSecretNorItsDigestRevealsTheText(
            @ForAll @StringLength(min = 24, max = 512) @CharRange(from = '!', to = '~') String secret) {
        ImportedPrefixes prefixes = new ImportedPrefixes(Set.of(secret.substring(0, 3)));
        assertThat(prefixes.parse(secret))
                .hasValueSatisfying(parsed -> assertThat(parsed.toString() + parsed.digest())
                        .doesNotContain(secret)
                        .doesNotContain(secret.substring(0, 12)));
    }
}
