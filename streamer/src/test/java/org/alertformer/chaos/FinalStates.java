package org.alertformer.chaos;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.alertformer.lightcurve.ObjectState;
import org.alertformer.topology.AlertTopology;
import org.alertformer.topology.LightCurveStore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** What is in the stream's stores, as its changelogs tell it. */
final class FinalStates {
    private FinalStates() {}

    /** Each object's state in the form of a whole. */
    static Map<String, byte[]> objects(String bootstrap, String application) {
        KeyValueStore<Bytes, byte[]> store =
                Stores.inMemoryKeyValueStore(AlertTopology.OBJECT_STORE).get();
        Set<String> names = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> change :
                CommittedTopic.all(bootstrap, application + "-objects-changelog")) {
            store.put(Bytes.wrap(change.key()), change.value());
            names.add(new String(change.key(), StandardCharsets.UTF_8).split("\0", 2)[0]);
        }
        Map<String, byte[]> states = new HashMap<>();
        for (String name : names) {
            ObjectState state = LightCurveStore.read(store, name);
            if (!state.isEmpty()) {
                states.put(name, state.toBytes());
            }
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
