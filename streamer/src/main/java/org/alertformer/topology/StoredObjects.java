package org.alertformer.topology;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.ObjectState;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The light curves that a running stream keeps, for reading. Each instance has those of its own partitions; where the
 * instances are given {@code application.server}, {@link #elsewhere} says whom to ask for the others.
 */
public final class StoredObjects {
    private final KafkaStreams streams;
    private final @Nullable HostInfo self;

    /**
     * @param endpoint this instance's {@code application.server}, or null if it has none
     */
    StoredObjects(KafkaStreams streams, @Nullable String endpoint) {
        this.streams = streams;
        this.self = endpoint == null ? null : HostInfo.buildFromEndpoint(endpoint);
    }

    /**
     * The light curve of an object in this instance's partitions, or null if there is none.
     *
     * @param name the object's designation
     * @throws IllegalStateException if the partitions are being moved or restored: ask again later
     */
    public @Nullable LightCurve find(String name) {
        try {
            ReadOnlyKeyValueStore<Bytes, byte[]> store = streams.store(StoreQueryParameters.fromNameAndType(
                    AlertTopology.OBJECT_STORE, QueryableStoreTypes.<Bytes, byte[]>keyValueStore()));
            ObjectState state = LightCurveStore.read(store, name);
            return state.isEmpty() ? null : state.curve();
        } catch (InvalidStateStoreException e) {
            throw new IllegalStateException("the light curves cannot be read now: " + e.getMessage(), e);
        }
    }

    /**
     * The other instances that may have an object, the most likely one first: the one with the partition that Kafka's own
     * partitioner would give to it. Producers may use another.
     */
    public List<HostInfo> elsewhere(String name) {
        if (self == null) {
            return List.of();
        }
        Set<HostInfo> hosts = new LinkedHashSet<>();
        try {
            var serializer = Objects.requireNonNull(Serdes.String().serializer());
            KeyQueryMetadata owner = streams.queryMetadataForKey(AlertTopology.OBJECT_STORE, name, serializer);
            if (owner != null) {
                hosts.add(owner.activeHost());
            }
            for (StreamsMetadata instance : streams.streamsMetadataForStore(AlertTopology.OBJECT_STORE)) {
                hosts.add(instance.hostInfo());
            }
        } catch (IllegalStateException | StreamsException e) {
            return List.of(); // not running, so nothing is known of the others
        }
        hosts.remove(self);
        hosts.removeIf(host -> host.port() <= 0);
        return List.copyOf(hosts);
    }
}
