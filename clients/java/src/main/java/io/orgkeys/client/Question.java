package io.orgkeys.client;

import java.util.concurrent.CompletableFuture;

/** An introspection in flight. It does not contain the secret. */
final class Question {

    /** With the address that is sent, also if the answer will hold for each address. */
    final EntryKey key;

    final long began;
    final int jumps;
    final CompletableFuture<Answer> answer = new CompletableFuture<>();

    /**
     * @param began the monotonic time at which the introspection began
     * @param jumps how often a clock had jumped when it began
     */
    Question(EntryKey key, long began, int jumps) {
        this.key = key;
        this.began = began;
        this.jumps = jumps;
    }
}
