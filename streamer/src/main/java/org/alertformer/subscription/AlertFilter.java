package org.alertformer.subscription;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Which alerts are wanted. Key and headers say most of it, so that records nobody wants are not decoded.
 *
 * @param classes best classes, empty for all
 * @param surveys names of surveys, empty for all
 * @param objects designations of objects, empty for all
 * @param minimumProbability of the best class, or that there is a flare, 0 to 1
 */
public record AlertFilter(Set<String> classes, Set<String> surveys, Set<String> objects, double minimumProbability) {
    public AlertFilter {
        classes = Set.copyOf(classes);
        surveys = Set.copyOf(surveys);
        objects = Set.copyOf(objects);
        if (!(minimumProbability >= 0 && minimumProbability <= 1)) {
            throw new IllegalArgumentException("the least probability " + minimumProbability + " is not from 0 to 1");
        }
    }

    /** Whether nothing outside the record's value excludes it. */
    boolean mayPass(ConsumerRecord<byte[], byte[]> record) {
        return among(objects, text(record.key()))
                && among(surveys, header(record, "survey"))
                && among(classes, header(record, "class"));
    }

    boolean passes(double probability) {
        return probability >= minimumProbability;
    }

    private static boolean among(Set<String> wanted, @Nullable String value) {
        return wanted.isEmpty() || (value != null && wanted.contains(value));
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : text(header.value());
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
