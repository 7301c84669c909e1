package org.alertformer.chaos;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.alertformer.lightcurve.ObjectState;
import org.alertformer.topology.LightCurveStore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** What is in the stream's stores, as its changelogs tell it. */
final class FinalStates {
    private FinalStates() {}

    /** The states of all objects that are stored, by the objects' names. */
    static Map<String, ObjectState> objects(String bootstrap, String application) {
        KeyValueStore<Bytes, byte[]> store =
                Stores.inMemoryKeyValueStore("objects").get();
        Set<String> names = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> change :
                CommittedTopic.all(bootstrap, application + "-objects-changelog")) {
            store.put(Bytes.wrap(change.key()), change.value());
            String key = new String(change.key(), StandardCharsets.UTF_8);
            int zero = key.indexOf(0); // the names of simulated objects are digits
            names.add(zero < 0 ? key : key.substring(0, zero));
        }
        Map<String, ObjectState> states = new HashMap<>();
        for (String name : names) {
            states.put(name, LightCurveStore.read(store, name));
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
