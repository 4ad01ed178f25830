package io.orgkeys.keycloak.jpa;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PepperTest {

    private static final String SHA_256 = "ab".repeat(32);
    private static final String VALUE = base64(32, 1);

    /**
     * The test cases in sections 4.7 and 4.8 of RFC 4231. The HMAC keys of the other test cases are shorter than the
     * minimum length of a pepper.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Test Using Larger Than Block-Size Key - Hash Key First"
                        + " | 60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
                "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be"
                        + " hashed before being used by the HMAC algorithm."
                        + " | 9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
            })
    void computesHmacSha256(String data, String hmac) {
        assertThat(Pepper.of("p1", base64(131, 0xaa))
                        .digest(HexFormat.of().formatHex(data.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(hmac);
    }

    @Test
    void eachPepperChangesTheDigestAndNoneKeepsIt() {
        assertThat(List.of(
                        Pepper.none().digest(SHA_256),
                        Pepper.of("p1", VALUE).digest(SHA_256),
                        Pepper.of("p2", base64(32, 2)).digest(SHA_256)))
                .doesNotHaveDuplicates()
                .contains(SHA_256)
                .allSatisfy(digest -> assertThat(digest).matches("[0-9a-f]{64}"));
        // the id is only a name and does not affect the digest
        assertThat(Pepper.of("other", VALUE).digest(SHA_256))
                .isEqualTo(Pepper.of("p1", VALUE).digest(SHA_256));
    }

    @Test
    void ignoresSurroundingWhitespace() {
        assertThat(Pepper.of("p1", " " + VALUE + "\n").digest(SHA_256))
                .isEqualTo(Pepper.of("p1", VALUE).digest(SHA_256));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "secret", "not+base64!not+base64!not+base64!not+base64!not+base64!", "YWJj-_YWJj"})
    void refusesAnInvalidPepperWithoutRepeatingIt(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pepper.of("p1", value))
                .withMessage("The pepper p1 of API keys must have at least 32 bytes in Base64.")
                .withNoCause();
    }

    @Test
    void refusesAPepperOfLessThan32Bytes() {
        assertThat(Pepper.of("p1", base64(32, 7)).id()).isEqualTo("p1");
        assertThatIllegalArgumentException().isThrownBy(() -> Pepper.of("p1", base64(31, 7)));
    }

    @Test
    void toStringDoesNotRevealThePepper() {
        assertThat(Pepper.of("p1", VALUE)).hasToString("Pepper[p1]");
        assertThat(Pepper.none()).hasToString("Pepper[none]");
    }

    @Test
    void theSealDependsOnTheDigestTheKeyAndItsOwner() {
        Pepper pepper = Pepper.of("p1", VALUE);
        String seal = pepper.seal(key(row -> {}), SHA_256);
        assertThat(seal).matches("[0-9a-f]{64}").isEqualTo(pepper.seal(key(row -> row.name = "Other name"), SHA_256));
        List<Consumer<ApiKeyEntity>> changes = List.of(
                row -> row.id = "other",
                row -> row.realmId = "other",
                row -> row.organizationId = "other",
                row -> row.type = "user",
                row -> row.ownerId = "other",
                // different values of id and realm, whose concatenation is the same text as before
                row -> {
                    row.id = "ke";
                    row.realmId = "yrealm";
                });
        assertThat(changes)
                .allSatisfy(
                        change -> assertThat(pepper.seal(key(change), SHA_256)).isNotEqualTo(seal));
        assertThat(pepper.seal(key(row -> {}), "cd".repeat(32))).isNotEqualTo(seal);
        assertThat(Pepper.of("p2", base64(32, 2)).seal(key(row -> {}), SHA_256)).isNotEqualTo(seal);
        assertThat(Pepper.none().seal(key(row -> {}), SHA_256)).isNull();
    }

    static ApiKeyEntity key(Consumer<ApiKeyEntity> change) {
        ApiKeyEntity row = new ApiKeyEntity();
        row.id = "key";
        row.realmId = "realm";
        row.organizationId = "organization";
        row.type = "bot";
        row.ownerId = "organization";
        change.accept(row);
        return row;
    }

    static String base64(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
