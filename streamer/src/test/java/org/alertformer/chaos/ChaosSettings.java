package org.alertformer.chaos;

import java.util.Arrays;
import java.util.List;

/**
 * How much is broken, from system properties {@code chaos.*}; {@code chaos.form=short} changes what is not given.
 *
 * @param seeds one run for each
 * @param alerts distinct alerts; some are sent twice
 * @param objects sources they come from
 * @param rate messages sent in a second
 * @param kills kill -9 and SIGTERM in all, at random times while alerts are sent
 * @param partitions of the input topic
 */
record ChaosSettings(List<Long> seeds, int alerts, int objects, int rate, int kills, int partitions) {
    static ChaosSettings given() {
        boolean brief = "short".equals(System.getProperty("chaos.form"));
        return new ChaosSettings(
                Arrays.stream(System.getProperty("chaos.seeds", brief ? "1" : "1,2,3")
                                .split(","))
                        .map(Long::valueOf)
                        .toList(),
                Integer.getInteger("chaos.alerts", brief ? 10_000 : 70_000),
                Integer.getInteger("chaos.objects", brief ? 700 : 5_000),
                Integer.getInteger("chaos.rate", brief ? 250 : 500),
                Integer.getInteger("chaos.kills", brief ? 4 : 12),
                Integer.getInteger("chaos.partitions", 12));
    }

    /** So few that a batcher that loses alerts has lost some. */
    ChaosSettings fewer() {
        return new ChaosSettings(seeds.subList(0, 1), 6_000, 500, 250, 4, partitions);
    }
}
