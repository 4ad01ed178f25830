package io.orgkeys.keycloak.secret;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;

import io.orgkeys.keycloak.model.ApiKeyType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ApiKeyGeneratorTest {

    private static final int SAMPLES = 20_000;
    private static final int LETTERS = ApiKeyFormat.ALPHABET.length();

    @Test
    void aSecretHasThePrefixAndTypeThatWereAskedFor() {
        ApiKeyGenerator generator = new ApiKeyGenerator(new SecureRandom());
        ApiKeySecret user = generator.generate("h0p", ApiKeyType.USER);
        ApiKeySecret bot = generator.generate("kc", ApiKeyType.BOT);
        assertThat(user.reveal()).matches("h0p_user_[0-9A-Za-z]{38}");
        assertThat(bot.reveal()).matches("kc_bot_[0-9A-Za-z]{38}");
    }

    @Test
    void whatIsGeneratedIsWellFormed() {
        ApiKeyGenerator generator = new ApiKeyGenerator(new SecureRandom());
        for (int i = 0; i < 1_000; i++) {
            assertThat(ApiKeyFormat.parse(
                            generator.generate("kc", ApiKeyType.BOT).reveal()))
                    .isPresent();
        }
    }

    @Test
    void noTwoSecretsAreTheSame() {
        ApiKeyGenerator generator = new ApiKeyGenerator(new SecureRandom());
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < SAMPLES; i++) {
            seen.add(generator.generate("kc", ApiKeyType.BOT).reveal());
        }
        assertThat(seen).hasSize(SAMPLES);
    }

    @Test
    void everyCharacterIsEquallyLikelyAtEveryPlace() throws NoSuchAlgorithmException {
        int[][] counts = new int[ApiKeyFormat.RANDOM_LENGTH][LETTERS];
        int[] all = new int[LETTERS];
        ApiKeyGenerator generator = new ApiKeyGenerator(repeatable());
        for (int i = 0; i < SAMPLES; i++) {
            String random = generator.generate("kc", ApiKeyType.BOT).reveal().substring("kc_bot_".length());
            for (int place = 0; place < ApiKeyFormat.RANDOM_LENGTH; place++) {
                int letter = ApiKeyFormat.ALPHABET.indexOf(random.charAt(place));
                counts[place][letter]++;
                all[letter]++;
            }
        }
        // With 61 degrees of freedom, chance alone exceeds 130 once in 10^6 times. A random byte modulo 62 is at 6000.
        assertThat(chiSquare(all)).isLessThan(130);
        for (int[] place : counts) {
            assertThat(chiSquare(place)).isLessThan(130);
        }
    }

    private static double chiSquare(int[] counts) {
        double total = 0;
        for (int count : counts) {
            total += count;
        }
        double expected = total / counts.length;
        double sum = 0;
        for (int count : counts) {
            sum += (count - expected) * (count - expected) / expected;
        }
        return sum;
    }

    /** The same numbers at every run, so that the test passes always or never. */
    private static SecureRandom repeatable() throws NoSuchAlgorithmException {
        SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
        random.setSeed(1);
        return random;
    }
}
