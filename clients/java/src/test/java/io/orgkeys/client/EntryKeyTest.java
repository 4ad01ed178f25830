package io.orgkeys.client;

import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EntryKeyTest {

    private static final List<String> CALLS = new CopyOnWriteArrayList<>();

    /** Records how it is used. Public, because Java creates it by its name. */
    public static final class RecordingDigest extends MessageDigestSpi {

        private final MessageDigest digest;

        public RecordingDigest() throws NoSuchAlgorithmException {
            digest = MessageDigest.getInstance("SHA-256", Security.getProvider("SUN"));
        }

        @Override
        protected void engineUpdate(byte input) {
            engineUpdate(new byte[] {input}, 0, 1);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            CALLS.add("update");
            digest.update(input, offset, length);
        }

        @Override
        protected int engineGetDigestLength() {
            return 32;
        }

        @Override
        protected byte[] engineDigest() {
            CALLS.add("digest");
            return digest.digest();
        }

        @Override
        protected void engineReset() {
            CALLS.add("reset");
            digest.reset();
        }
    }

    private static final class RecordingProvider extends Provider {

        RecordingProvider() {
            super("Recording", "1", "records the use of a digest");
            put("MessageDigest.SHA-256", RecordingDigest.class.getName());
        }
    }

    @Test
    void doesNotLeaveTheSecretInTheDigestOfTheThread() throws InterruptedException {
        RecordingProvider provider = new RecordingProvider();
        List<EntryKey> keys = new ArrayList<>();
        Security.insertProviderAt(provider, 1);
        try {
            // A new thread has no digest yet
            Thread thread = new Thread(() -> keys.add(EntryKey.of("secret")));
            thread.start();
            thread.join();
        } finally {
            Security.removeProvider(provider.getName());
        }
        assertThat(keys).containsExactly(EntryKey.of("secret"));
        assertThat(CALLS).containsExactly("update", "digest", "reset");
    }
}
