package org.alertformer.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.ObjectState;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.topology.LightCurveStore.Change;
import org.alertformer.topology.LightCurveStore.StoredObject;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LightCurveStoreTest {
    private static final String[] NAMES = {"4", "42", "421", "ZTF21abiuvdk"};

    private final KeyValueStore<Bytes, byte[]> bytes = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(AlertTopology.OBJECT_STORE), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();

    LightCurveStoreTest() {
        MockProcessorContext<Void, Void> context = new MockProcessorContext<>(new Properties());
        bytes.init(context.getStateStoreContext(), bytes);
    }

    @AfterEach
    void close() {
        bytes.close();
    }

    /** The model is a map of whole states; changes are written late, as publishing does, and memory is lost now and then. */
    @Test
    void read_whatWasWritten_isWhatAMapOfWholeStatesHolds() {
        for (int seed = 0; seed < 30; seed++) {
            // Given
            clear();
            Random random = new Random(seed);
            int maximum = 8 + random.nextInt(seed % 3 == 0 ? 2000 : 60);
            Map<String, ObjectState> newest = new HashMap<>();
            Map<String, ObjectState> written = new HashMap<>();
            Deque<Change> queue = new ArrayDeque<>();
            LightCurveStore store = new LightCurveStore(bytes);
            for (int i = 0; i < 1500; i++) {
                String name = NAMES[(int) (random.nextDouble() * random.nextDouble() * NAMES.length)];
                ObjectState before = newest.getOrDefault(name, ObjectState.empty());
                ObjectState.Step step = before.accept(alert(random, i), maximum);
                newest.put(name, step.state());

                // When
                StoredObject object = store.find(name);
                assertThat(object.state()).as("seed %d change %d", seed, i).isEqualTo(before);
                queue.add(store.hold(object, step.change(), step.state(), step.thinned()));
                while (!queue.isEmpty() && random.nextInt(20) != 0) {
                    Change change = queue.remove();
                    store.write(change);
                    written.put(change.object().name(), change.state());
                }
                if (random.nextInt(50) == 0) {
                    store = new LightCurveStore(bytes);
                    queue.clear();
                    newest.putAll(written);
                    newest.keySet().retainAll(written.keySet());
                }
            }

            // Then
            for (String n : NAMES) {
                assertThat(LightCurveStore.read(bytes, n))
                        .as("seed %d object %s", seed, n)
                        .isEqualTo(written.getOrDefault(n, ObjectState.empty()));
            }
        }
    }

    /** One put for each change, and no more keys than the class promises, however long the light curve. */
    @Test
    void write_aThousandChanges_keysAreBounded() {
        // Given
        LightCurveStore store = new LightCurveStore(bytes);

        // When
        for (int i = 0; i < 1000; i++) {
            append(store, "42", detection(i, 60000 + i), 10_000);
        }

        // Then
        assertThat(keys()).hasSizeLessThanOrEqualTo(LightCurveStore.FAN * LightCurveStore.LEVELS);
        assertThat(LightCurveStore.read(bytes, "42").curve().size()).isEqualTo(1000);
    }

    /** Keys and values of both stores and the deletion of the pending entry, before compression; 33 bytes an observation. */
    @Test
    void bytesWritten_atFiveHundredObservations_areAFewTimesTheObservationsOwn() throws IOException {
        // When
        StateReport.Written written = StateReport.segments(500);

        // Then
        assertThat((double) written.bytes / written.alerts / 33).isBetween(3.0, 8.5);
    }

    /** State as commit 998efa3 wrote it: 5 observations and the alerts 11, 12 and 4503599627370497 of ZTF21abiuvdk. */
    @Test
    void read_stateOfVersion1_isReadAndReplacedByTheNextChange() throws IOException {
        // Given
        bytes.put(Bytes.wrap("ZTF21abiuvdk".getBytes(StandardCharsets.UTF_8)), frozen("object-state-1.bin"));
        ObjectState before = LightCurveStore.read(bytes, "ZTF21abiuvdk");
        LightCurveStore store = new LightCurveStore(bytes);

        // When
        append(store, "ZTF21abiuvdk", detection(13, 60010), 512);

        // Then
        assertThat(before.curve().observations())
                .containsExactly(
                        new Observation(0, 59999.5, Band.R, Kind.LIMIT, 0, 420.5f, 0),
                        new Observation(11, 60000.125, Band.G, Kind.DETECTION, 1234.5f, 56.25f, 60000.5),
                        new Observation(7, 60000.25, Band.R, Kind.FORCED, -12.75f, 50, 60001.5),
                        new Observation(12, 60003.0625, Band.G, Kind.DETECTION, 2345.5f, 57.5f, 60003.5),
                        new Observation(
                                4503599627370497L, 60004.0625, Band.GAIA_G, Kind.DETECTION, 3456.5f, 58.5f, 60004.5));
        assertThat(before.answered(11) && before.answered(12) && before.answered(4503599627370497L))
                .isTrue();
        assertThat(before.answered(7)).isFalse();
        ObjectState after = LightCurveStore.read(bytes, "ZTF21abiuvdk");
        assertThat(after.curve().observations().subList(0, 5))
                .isEqualTo(before.curve().observations());
        assertThat(after.curve().size()).isEqualTo(6);
        assertThat(keys()).hasSize(1).noneMatch(key -> key.get().length == "ZTF21abiuvdk".length());
    }

    /** As this version writes it: a later one must go on reading it. */
    @Test
    void read_stateOfVersion2_isRead() throws IOException {
        // Given
        bytes.put(key("42", 0), frozen("object-segment-2-base.bin"));
        bytes.put(key("42", 1), frozen("object-segment-2-tail.bin"));

        // When
        ObjectState state = LightCurveStore.read(bytes, "42");

        // Then
        assertThat(state).isEqualTo(frozenState());
    }

    @Test
    void read_versionOfANewerProgram_isRefusedNamingStoreAndVersion() {
        bytes.put(key("42", 0), new byte[] {3, 0, 0, 0, 0, 0, 0, 0, 1});

        assertThatThrownBy(() -> LightCurveStore.read(bytes, "42"))
                .hasMessage(
                        "store objects, object '42': format version 3, known are 1 and 2; a newer program wrote it");
    }

    @Test
    void read_aSegmentIsMissing_isRefused() {
        LightCurveStore store = new LightCurveStore(bytes);
        for (int i = 0; i < 10; i++) {
            append(store, "42", detection(i, 60000 + i), 512);
        }
        bytes.delete(key("42", 1 + LightCurveStore.FAN - 1));

        assertThatThrownBy(() -> LightCurveStore.read(bytes, "42"))
                .hasMessage("store objects, object '42': the changes from 0 to 2 are missing");
    }

    private static ObjectState frozenState() {
        ObjectState state = ObjectState.empty();
        for (int i = 1; i <= 9; i++) {
            state = state.accept(detection(i, 60000 + i), 8).state();
        }
        return state.accept(detection(10, 60010), 8).state();
    }

    private static byte[] frozen(String name) throws IOException {
        try (InputStream in = LightCurveStoreTest.class.getResourceAsStream("/state/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    private static void append(LightCurveStore store, String name, SurveyAlert alert, int maximum) {
        StoredObject object = store.find(name);
        ObjectState.Step step = object.state().accept(alert, maximum);
        store.write(store.hold(object, step.change(), step.state(), step.thinned()));
    }

    private static Bytes key(String name, int place) {
        return Bytes.wrap((name + "\0" + (char) place).getBytes(StandardCharsets.UTF_8));
    }

    private List<Bytes> keys() {
        List<Bytes> keys = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = bytes.all()) {
            for (KeyValue<Bytes, byte[]> entry : (Iterable<KeyValue<Bytes, byte[]>>) () -> all) {
                keys.add(entry.key);
            }
        }
        return keys;
    }

    private void clear() {
        keys().forEach(bytes::delete);
    }

    /** In order most of the time, some with history, some repeated. */
    private static SurveyAlert alert(Random random, int i) {
        double mjd = 60000 + (random.nextInt(8) == 0 ? random.nextInt(i + 1) : i);
        List<Observation> history = new ArrayList<>();
        for (int k = random.nextInt(4); k > 0; k--) {
            history.add(new Observation(
                    random.nextInt(3),
                    mjd - random.nextInt(30),
                    random.nextBoolean() ? Band.G : Band.R,
                    Kind.values()[random.nextInt(3)],
                    random.nextFloat() * 1000,
                    1 + random.nextInt(50),
                    random.nextInt(3)));
        }
        long id = random.nextInt(10) == 0 ? random.nextInt(i + 1) : i;
        Observation trigger =
                new Observation(random.nextBoolean() ? id : 7, mjd, Band.R, Kind.DETECTION, random.nextFloat(), 1, 0);
        return new SurveyAlert("test", ObjectId.of(42), id, 10, 20, trigger, history);
    }

    private static SurveyAlert detection(long id, double mjd) {
        Observation trigger = new Observation(id, mjd, Band.R, Kind.DETECTION, 1000 + id, 50, 0);
        return new SurveyAlert("test", ObjectId.of(42), id, 10, 20, trigger, List.of());
    }
}
