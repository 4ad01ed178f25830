package io.orgkeys.keycloak.benchmark;

import java.util.Arrays;
import java.util.List;

/**
 * The response times of one kind of request, in nanoseconds, sorted.
 *
 * @param kind the kind of secret that was sent
 */
record Sample(String kind, List<Long> nanos) {

    /** The significance level. A difference is significant only if its probability by chance is lower. */
    private static final double SIGNIFICANT = 0.001;

    /**
     * The largest difference of the share from one half that is treated as no difference. To distinguish two kinds by
     * such a small difference, an attacker needs a thousand requests.
     */
    private static final double SMALL = 0.05;

    static Sample of(String kind, List<Long> nanos) {
        return new Sample(kind, nanos.stream().sorted().toList());
    }

    /** Returns a quantile in microseconds. */
    double quantile(double share) {
        return nanos.get((int) Math.min(nanos.size() - 1.0, share * nanos.size())) / 1e3;
    }

    /**
     * The result of a Mann-Whitney rank test. The test compares each response time of this kind with each response time
     * of the other kind.
     *
     * @param share the share of these pairs in which this kind took longer; one half if nothing distinguishes the kinds
     *     (the effect size A of Vargha and Delaney)
     * @param probability the two-sided probability of such a difference from one half by chance
     */
    record Comparison(double share, double probability) {

        boolean isDistinguishable() {
            return probability < SIGNIFICANT && Math.abs(share - 0.5) > SMALL;
        }
    }

    Comparison against(Sample other) {
        long[] all = new long[nanos.size() + other.nanos.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = i < nanos.size() ? nanos.get(i) : other.nanos.get(i - nanos.size());
        }
        Arrays.sort(all);
        double ranks = 0;
        for (long mine : nanos) {
            ranks += rank(all, mine);
        }
        double n = nanos.size();
        double m = other.nanos.size();
        double u = ranks - n * (n + 1) / 2;
        double deviation = Math.sqrt(n * m * (n + m + 1) / 12);
        return new Comparison(u / (n * m), 2 * tail(Math.abs(u - n * m / 2) / deviation));
    }

    /** Returns the rank of a value. Equal values share their mean rank. */
    private static double rank(long[] sorted, long value) {
        int first = Arrays.binarySearch(sorted, value);
        int last = first;
        while (first > 0 && sorted[first - 1] == value) {
            first--;
        }
        while (last + 1 < sorted.length && sorted[last + 1] == value) {
            last++;
        }
        return (first + last) / 2.0 + 1;
    }

    /**
     * Returns the probability of the normal distribution beyond z standard deviations (Abramowitz and Stegun 26.2.17).
     */
    private static double tail(double z) {
        double t = 1 / (1 + 0.2316419 * z);
        double sum = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * sum;
    }
}
