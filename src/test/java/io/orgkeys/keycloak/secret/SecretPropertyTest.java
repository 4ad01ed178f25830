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

/** What holds for every secret that is ever generated, and for whatever becomes of it on its way. */
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
    void everyGeneratedSecretIsTakenForOne(@ForAll("prefixes") String prefix, @ForAll ApiKeyType type) {
        String secret = GENERATOR.generate(prefix, type).reveal();
        assertThat(secret)
                .matches("[a-z][a-z0-9]{1,11}_(user|bot)_[0-9A-Za-z]{38}")
                .startsWith(prefix + "_" + type.text());
        assertThat(ApiKeyFormat.parse(secret))
                .hasValueSatisfying(parsed -> assertThat(parsed.reveal()).isEqualTo(secret));
    }

    @Property
    void oneOtherCharacterIsNoticed(
            @ForAll("prefixes") String prefix,
            @ForAll ApiKeyType type,
            @ForAll @IntRange(max = 56) int at,
            @ForAll char other) {
        String secret = GENERATOR.generate(prefix, type).reveal();
        int place = at % secret.length();
        Assume.that(secret.charAt(place) != other);
        assertThat(ApiKeyFormat.parse(secret.substring(0, place) + other + secret.substring(place + 1)))
                .isEmpty();
    }

    /** A CRC-32 notices every change within 32 bits: two neighbours have no more than 16. */
    @Property
    void twoThatChangedPlacesAreNoticed(
            @ForAll("prefixes") String prefix, @ForAll ApiKeyType type, @ForAll @IntRange(max = 55) int at) {
        String secret = GENERATOR.generate(prefix, type).reveal();
        int place = at % (secret.length() - 1);
        Assume.that(secret.charAt(place) != secret.charAt(place + 1));
        String swapped = secret.substring(0, place)
                + secret.charAt(place + 1)
                + secret.charAt(place)
                + secret.substring(place + 2);
        assertThat(ApiKeyFormat.parse(swapped)).isEmpty();
    }

    @Property
    void oneMoreOrOneLessIsNoticed(
            @ForAll("prefixes") String prefix,
            @ForAll ApiKeyType type,
            @ForAll @IntRange(max = 56) int at,
            @ForAll char more) {
        String secret = GENERATOR.generate(prefix, type).reveal();
        int place = at % secret.length();
        String longer = secret.substring(0, place) + more + secret.substring(place);
        String shorter = secret.substring(0, place) + secret.substring(place + 1);
        // a character less or more in the prefix is the beginning of another one, so it is the checksum's affair
        assertThat(ApiKeyFormat.parse(longer)).isEmpty();
        assertThat(ApiKeyFormat.parse(shorter)).isEmpty();
    }

    @Property
    void theWrongCaseIsNoticed(@ForAll("prefixes") String prefix, @ForAll ApiKeyType type) {
        String secret = GENERATOR.generate(prefix, type).reveal();
        assertThat(ApiKeyFormat.parse(secret.toUpperCase(Locale.ROOT))).isEmpty();
        Assume.that(!secret.equals(secret.toLowerCase(Locale.ROOT)));
        assertThat(ApiKeyFormat.parse(secret.toLowerCase(Locale.ROOT))).isEmpty();
    }

    @Property
    void whatIsAroundASecretIsNoPartOfIt(
            @ForAll("prefixes") String prefix,
            @ForAll ApiKeyType type,
            @ForAll @StringLength(min = 1, max = 8) String more) {
        String secret = GENERATOR.generate(prefix, type).reveal();
        assertThat(ApiKeyFormat.parse(secret + more)).isEmpty();
        assertThat(ApiKeyFormat.parse(more + '_' + secret)).isEmpty();
        assertThat(ApiKeyFormat.parse(' ' + secret)).isEmpty();
    }

    @Property
    void nothingShowsASecret(
            @ForAll @StringLength(min = 24, max = 512) @CharRange(from = '!', to = '~') String secret) {
        ImportedPrefixes prefixes = new ImportedPrefixes(Set.of(secret.substring(0, 3)));
        assertThat(prefixes.parse(secret))
                .hasValueSatisfying(parsed -> assertThat(parsed.toString() + parsed.digest())
                        .doesNotContain(secret)
                        .doesNotContain(secret.substring(0, 12)));
    }
}
