package io.orgkeys.client;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** The SHA-256 of a secret, and the address of the client if the answer holds for this address only. */
final class EntryKey {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final ThreadLocal<Sha256> SHA_256 = ThreadLocal.withInitial(Sha256::new);

    private final long first;
    private final long second;
    private final long third;
    private final long fourth;
    private final @Nullable String address;

    private EntryKey(long first, long second, long third, long fourth, @Nullable String address) {
        this.first = first;
        this.second = second;
        this.third = third;
        this.fourth = fourth;
        this.address = address;
    }

    static EntryKey of(String secret) {
        Sha256 sha256 = SHA_256.get();
        byte[] hash = sha256.hash(secret);
        return new EntryKey(
                (long) LONGS.get(hash, 0),
                (long) LONGS.get(hash, 8),
                (long) LONGS.get(hash, 16),
                (long) LONGS.get(hash, 24),
                null);
    }

    EntryKey at(@Nullable String clientAddress) {
        return clientAddress == null ? this : new EntryKey(first, second, third, fourth, clientAddress);
    }

    EntryKey withoutAddress() {
        return address == null ? this : new EntryKey(first, second, third, fourth, null);
    }

    boolean hasAddress() {
        return address != null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EntryKey key
                && first == key.first
                && second == key.second
                && third == key.third
                && fourth == key.fourth
                && Objects.equals(address, key.address);
    }

    @Override
    public int hashCode() {
        return (int) first ^ (address == null ? 0 : address.hashCode());
    }

    /** Does not print the hash, because imported keys can be short enough to guess. */
    @Override
    public String toString() {
        return "key";
    }

    /** Reuses the digest of a thread, which would keep its last input without a reset. */
    private static final class Sha256 {

        private final MessageDigest digest;
        private final byte[] hash = new byte[32];

        Sha256() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        byte[] hash(String secret) {
            digest.update(secret.getBytes(StandardCharsets.UTF_8));
            try {
                digest.digest(hash, 0, hash.length);
            } catch (DigestException impossible) {
                throw new IllegalStateException(impossible);
            } finally {
                digest.reset();
            }
            return hash;
        }
    }
}
