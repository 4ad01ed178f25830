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
    void generatesASecretWithThePrefixAndType() {
        ApiKeyGenerator generator = new ApiKeyGenerator(new SecureRandom());
        ApiKeySecret user = generator.generate("h0p", ApiKeyType.USER);
        ApiKeySecret bot = generator.generate("kc", ApiKeyType.BOT);
        assertThat(user.reveal()).matches("h0p_user_[0-9A-Za-z]{38}");
        assertThat(bot.reveal()).matches("kc_bot_[0-9A-Za-z]{38}");
    }

    @Test
    void generatesWellFormedSecrets() {
        ApiKeyGenerator generator = new ApiKeyGenerator(new SecureRandom());
        for (int i = 0; i < 1_000; i++) {
            assertThat(ApiKeyFormat.parse(
                            generator.generate("kc", ApiKeyType.BOT).reveal()))
                    .isPresent();
        }
    }

    @Test
    void generatesUniqueSecrets() {
        ApiKeyGenerator generator = new ApiKeyGenerator(new SecureRandom());
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < SAMPLES; i++) {
            seen.add(generator.generate("kc", ApiKeyType.BOT).reveal());
        }
        assertThat(seen).hasSize(SAMPLES);
    }

    @Test
    void everyCharacterIsEquallyLikelyAtEveryPosition() throws NoSuchAlgorithmException {
        int[][] counts = new int[ApiKeyFormat.RANDOM_LENGTH][LETTERS];
        int[] all = new int[LETTERS];
        ApiKeyGenerator generator = new ApiKeyGenerator(repeatable());
        for (int i = 0; i < SAMPLES; i++) {
            String random = generator.generate("kc", ApiKeyType.BOT).reveal().substring("kc_bot_".length());
            for (int position = 0; position < ApiKeyFormat.RANDOM_LENGTH; position++) {
                int letter = ApiKeyFormat.ALPHABET.indexOf(random.charAt(position));
                counts[position][letter]++;
                all[letter]++;
            }
        }
        // If all characters are equally likely, chi-square exceeds 130 with a probability of only 10^-6 (61 degrees of
        // freedom). If each character was a random byte modulo 62, chi-square would be about 6000.
        assertThat(chiSquare(all)).isLessThan(130);
        for (int[] position : counts) {
            assertThat(chiSquare(position)).isLessThan(130);
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

    /** Returns a random generator with a fixed seed, so that the test has the same result each time. */
    private static SecureRandom repeatable() throws NoSuchAlgorithmException {
        SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
        random.setSeed(1);
        return random;
    }
}
