package org.alertformer.chaos;

import java.util.Locale;

/**
 * What came of one run.
 *
 * @param seed of everything random
 * @param messages sent, repetitions included
 * @param objects that alerts were of
 * @param classes the class alerts against those of an uninterrupted run
 * @param flares the flare alerts against those that the class alerts call for
 * @param differentStates objects whose light curve in the end is not that of an uninterrupted run, byte for byte
 * @param pending alerts that wait for an answer in the end
 * @param uncommitted records whose offsets are not committed in the end
 * @param kills of stream processes, by force or SIGTERM
 * @param brokerRestarts of the broker
 * @param endedByThemselves stream processes that ended without being told to, as they do when they are started while there is no broker
 * @param seconds from the first alert to the last answer
 */
record ChaosResult(
        long seed,
        int messages,
        int objects,
        Ledger classes,
        Ledger flares,
        int differentStates,
        int pending,
        long uncommitted,
        int kills,
        int brokerRestarts,
        int endedByThemselves,
        double seconds) {
    /** Whether every alert has exactly its answer. */
    boolean exactlyOnce() {
        return classes.balanced() && flares.balanced() && differentStates == 0 && pending == 0 && uncommitted == 0;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "chaos, seed %d: %,d alerts of %,d objects in %,d messages, %d kills, %d broker restart, 1 instance joined "
                        + "and left: lost %d, doubled %d, uncalled %d, objects out of sequence %d, flare alerts %d lost %d "
                        + "doubled %d, light curves different %d, pending %d, uncommitted %d, ended by themselves %d, %.0f s",
                seed,
                classes.accepted(),
                objects,
                messages,
                kills,
                brokerRestarts,
                classes.lost(),
                classes.doubled(),
                classes.uncalled(),
                classes.disordered(),
                flares.accepted(),
                flares.lost(),
                flares.doubled(),
                differentStates,
                pending,
                uncommitted,
                endedByThemselves,
                seconds);
    }
}
