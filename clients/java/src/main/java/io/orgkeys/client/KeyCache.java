package io.orgkeys.client;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The core: a cache of introspection answers that follows the change feed. It has no threads, no clock and no network.
 * {@link #verify} takes no lock if it finds an entry. All changes of entries take the lock of this object.
 */
final class KeyCache {

    /** The maximum difference between the clocks that is no jump. */
    private static final long TOLERATED_JUMP = 1_000;

    /** The time in which verifications share an introspection. */
    private static final long SHARED = 500;

    /** The first part of a verification: a {@link Decision}, or an introspection to make or to wait for. */
    sealed interface Step permits Decision, Ask, Join {}

    record Ask(Question question) implements Step {}

    record Join(Question question) implements Step {}

    private final Limits limits;
    private final Timing timing;
    private final Map<EntryKey, Entry> entries = new ConcurrentHashMap<>();
    private final Map<EntryKey, Question> questions = new ConcurrentHashMap<>();
    private final Refusals refusals;
    private final UsageCounts counts;
    private volatile Feed feed = Feed.NONE;
    private volatile long difference;
    /** The clock hand of the eviction. */
    private Iterator<Entry> hand = entries.values().iterator();

    KeyCache(Limits limits, Now now) {
        this(limits, Timing.DEFAULT, now);
    }

    KeyCache(Limits limits, Timing timing, Now now) {
        this.limits = limits;
        this.timing = timing;
        this.refusals = new Refusals(limits.refusals());
        this.counts = new UsageCounts(limits.usage());
        this.difference = now.difference();
    }

    // --- verification

    Step verify(String secret, @Nullable String address, Requirement requirement, Now now) {
        noticeJump(now);
        EntryKey key = EntryKey.of(secret);
        Feed known = feed;
        if (known.isFresh(now, timing)) {
            Entry entry = usable(key, address, known, now);
            if (entry != null) {
                Decision decision = entry.decide(requirement);
                counts.count(entry, decision);
                return decision;
            }
        }
        EntryKey asked = key.at(address);
        return refusals.contains(asked, now) ? Decision.INVALID : question(asked, known.jumps(), now);
    }

    private @Nullable Entry usable(EntryKey key, @Nullable String address, Feed known, Now now) {
        Entry entry = entries.get(key);
        if (entry != null && entry.isUsable(now, known.lifespan())) {
            return entry;
        }
        entry = address == null ? null : entries.get(key.at(address));
        return entry != null && entry.isUsable(now, known.lifespan()) ? entry : null;
    }

    private Step question(EntryKey key, int jumps, Now now) {
        Question mine = new Question(key, now.mono(), jumps);
        Question asked = questions.compute(
                key,
                (same, other) ->
                        other != null && other.jumps == jumps && now.mono() - other.began < SHARED ? other : mine);
        return asked == mine ? new Ask(mine) : new Join(asked);
    }

    /**
     * Ends an introspection.
     *
     * @param status 0 if there was no answer
     */
    Decision answered(Question question, int status, byte @Nullable [] body, Requirement requirement, Now now) {
        Answer answer = Answer.of(status, body);
        try {
            noticeJump(now);
            remember(question, answer, now);
        } finally {
            questions.remove(question.key, question);
            question.answer.complete(answer);
        }
        return answer.decide(requirement);
    }

    /** Decides a verification that shared the introspection of another one. */
    Decision joined(Answer answer, Requirement requirement) {
        Decision decision = answer.decide(requirement);
        Caller caller = answer.caller();
        // Keycloak counted only the one that asked
        if (caller != null && caller.isApiKey() && caller.id() != null) {
            counts.count(new KeyUsage(String.valueOf(caller.id())), decision);
        }
        return decision;
    }

    // --- entries

    private synchronized void remember(Question question, Answer answer, Now now) {
        if (question.jumps != feed.jumps()) {
            return;
        }
        if (answer.isInactive()) {
            if (!isOvertaken(question.key.withoutAddress(), question) && !isOvertaken(question.key, question)) {
                entries.remove(question.key.withoutAddress());
                entries.remove(question.key);
                refusals.add(question.key, question.began, now);
            }
        } else if (answer.caller() != null
                && answer.caller().isCacheable()
                && feed.polled()
                && now.mono() - question.began <= timing.slowestIntrospection()
                && question.began - feed.lastPoll() <= timing.freshness()
                && feed.lastPoll() - question.began <= timing.overtaking()) {
            insert(question, answer.caller());
        }
    }

    private void insert(Question question, Caller caller) {
        boolean restricted = caller.clientAddress() != null;
        EntryKey key = restricted ? question.key : question.key.withoutAddress();
        Long refused = refusals.began(question.key);
        if ((restricted && !key.hasAddress())
                || isOvertaken(key, question)
                || (refused != null && refused > question.began)) {
            return;
        }
        if (restricted) {
            // Otherwise, an answer from the time before the restriction would be found first
            entries.remove(key.withoutAddress());
        }
        refusals.remove(question.key);
        if (entries.put(key, new Entry(caller, question.began)) == null && entries.size() > limits.entries()) {
            evict();
        }
    }

    /** Returns whether an introspection that began later has already ended. */
    private boolean isOvertaken(EntryKey key, Question question) {
        Entry entry = entries.get(key);
        return entry != null && entry.began > question.began;
    }

    /** Removes an entry that was not used recently: the algorithm CLOCK, which costs a reader no lock and no list. */
    private void evict() {
        for (int looked = 0; entries.size() > limits.entries(); looked++) {
            if (!hand.hasNext()) {
                hand = entries.values().iterator();
            }
            // The limit of the search counts if other threads use all entries all the time
            if (hand.hasNext() && (!hand.next().wasUsed() || looked > 2 * limits.entries())) {
                hand.remove();
            }
        }
    }

    /** Returns the number of entries. */
    int size() {
        return entries.size();
    }

    // --- change feed

    Poll pollBegins(Now now) {
        noticeJump(now);
        Feed known = feed;
        return new Poll(now.mono(), known.since(now, timing), counts.take(), known.jumps());
    }

    /**
     * Ends a poll, and returns whether it was successful.
     *
     * @param status 0 if there was no answer
     */
    boolean pollEnds(Poll poll, int status, byte @Nullable [] body, Now now) {
        noticeJump(now);
        Changes changes = Changes.of(status, body);
        if (changes == null) {
            // A report that the node calls malformed would be malformed the next time, too
            if (status != 400) {
                counts.restore(poll.usage());
            }
            return false;
        }
        return now.mono() - poll.began() <= timing.slowestPoll() && apply(poll, changes);
    }

    private synchronized boolean apply(Poll poll, Changes changes) {
        if (poll.jumps() != feed.jumps()) {
            return false;
        }
        if (changes.all()) {
            entries.clear();
            refusals.clear();
        } else if (!changes.ids().isEmpty()) {
            entries.values().removeIf(entry -> entry.concerns(changes.ids()));
        }
        // Last, so that nobody finds a dropped entry with a fresh feed
        feed = feed.after(poll, changes);
        return true;
    }

    // --- clock

    /** Drops everything if one of the clocks has jumped, for example because the machine was suspended. */
    private void noticeJump(Now now) {
        if (Math.abs(now.difference() - difference) > TOLERATED_JUMP) {
            jump(now);
        }
    }

    private synchronized void jump(Now now) {
        if (Math.abs(now.difference() - difference) > TOLERATED_JUMP) {
            feed = feed.afterJump();
            entries.clear();
            refusals.clear();
            difference = now.difference();
        }
    }
}
