package org.alertformer.chaos;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What is in the stream's stores, as its changelogs tell it. */
final class FinalStates {
    private FinalStates() {}

    /** Each object's state in its stored form. */
    static Map<String, byte[]> objects(String bootstrap, String application) {
        Map<String, byte[]> states = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> change :
                CommittedTopic.all(bootstrap, application + "-objects-changelog")) {
            states.put(new String(change.key(), StandardCharsets.UTF_8), change.value());
        }
        return states;
    }

    /** How many alerts wait for an answer. */
    static int pending(String bootstrap, String application) {
        Map<String, Boolean> waiting = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> change :
                CommittedTopic.all(bootstrap, application + "-pending-changelog")) {
            String entry = change.partition() + " " + HexFormat.of().formatHex(change.key());
            waiting.put(entry, change.value() != null);
        }
        return (int) waiting.values().stream().filter(Boolean::booleanValue).count();
    }
}
