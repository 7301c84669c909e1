package org.alertformer.deadletters;

import java.util.Set;
import org.alertformer.topology.DeadLetter;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Which dead letters are meant.
 *
 * @param reasons their reason codes, empty for all
 * @param addresses which ones, empty for all
 */
public record LetterFilter(Set<String> reasons, Set<LetterAddress> addresses) {
    public LetterFilter {
        reasons = Set.copyOf(reasons);
        addresses = Set.copyOf(addresses);
    }

    public boolean passes(ConsumerRecord<byte[], byte[]> record, DeadLetter letter) {
        return (reasons.isEmpty() || reasons.contains(letter.reason()))
                && (addresses.isEmpty()
                        || addresses.contains(LetterAddress.of(record))
                        || addresses.contains(LetterAddress.ofSource(letter)));
    }
}
