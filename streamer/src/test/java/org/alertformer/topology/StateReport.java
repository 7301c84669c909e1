package org.alertformer.topology;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.alertformer.classification.NativeAlerts;
import org.alertformer.classification.PendingAlert;
import org.alertformer.classification.PendingEntry;
import org.alertformer.classification.SourcePosition;
import org.alertformer.inference.InferenceEngine;
import org.alertformer.inference.ModelIdentity;
import org.alertformer.inference.Prediction;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.ObjectState;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.schemas.Alert;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.Format;
import org.alertformer.survey.Survey;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * What the state costs: bytes written for each new observation, whole values against segments, with keys, pending entries
 * and their deletion; processor time for each alert against the length of the light curve; and, on a broker, how long a
 * restore of a million observations takes after the loss of the state directory. Run by the profile {@code bench}.
 */
public final class StateReport {
    private static final int OBJECTS = 20;
    private static final int SIZE_OF_OBSERVATION = 33;
    private static final int ALERTS_PER_BATCH = OBJECTS;
    private static final SourcePosition SOURCE = new SourcePosition("ztf_20260101_programid1", 3, 1_234_567);
    private static final AlertCodec<Alert> ALERTS = AlertCodec.of(Alert.class, Format.CONTAINER);

    private StateReport() {}

    /** Arguments: the file to write; the number of observations to restore, 0 for none. */
    public static void main(String[] arguments) throws Exception {
        StringBuilder text = new StringBuilder("# State\n\n");
        text.append(
                        "| observations | layout | bytes per new observation | of its own size | compressed | of its own size |\n")
                .append("|---|---|---|---|---|---|\n");
        for (int length : new int[] {50, 500, 1000}) {
            for (boolean segments : new boolean[] {false, true}) {
                text.append(bytes(length, segments));
            }
        }
        text.append("\n| observations | time per alert | of that at 10 |\n|---|---|---|\n");
        double ten = time(10);
        for (int length : new int[] {10, 50, 200, 500, 1000}) {
            double time = time(length);
            text.append(String.format(Locale.ROOT, "| %d | %.1f us | %.1f |%n", length, time, time / ten));
        }
        int observations = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        if (observations > 0) {
            text.append(restore(observations));
        }
        Path file = Path.of(arguments[0]);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
        System.out.println(text);
    }

    /** Averaged over the growth of light curves from three quarters to five quarters of a length. */
    private static String bytes(int length, boolean segments) throws IOException {
        Written written = segments ? segments(length) : whole(length);
        double own = (double) written.bytes / written.alerts;
        double compressed = (double) written.compressed / written.alerts;
        return String.format(
                Locale.ROOT,
                "| %d | %s | %.0f | %.1f | %.0f | %.1f |%n",
                length,
                segments ? "segments" : "whole values",
                own,
                own / SIZE_OF_OBSERVATION,
                compressed,
                compressed / SIZE_OF_OBSERVATION);
    }

    /** Bytes of keys and values written; compressed as the producer does, in batches. */
    static final class Written {
        long bytes;
        long compressed;
        long alerts;
        private final ByteArrayOutputStream batch = new ByteArrayOutputStream();

        void add(byte[]... parts) {
            for (byte[] part : parts) {
                batch.writeBytes(part);
                bytes += part.length;
            }
        }

        void alert() {
            if (++alerts % ALERTS_PER_BATCH == 0) {
                compressed += Zstd.compress(batch.toByteArray()).length;
                batch.reset();
            }
        }
    }

    /** Alerts of all objects in turn, each with one new observation, until each has so many. */
    private interface Growth {
        void accept(int object, SurveyAlert alert, boolean counted);
    }

    private static void grow(int length, Growth growth) {
        Random random = new Random(length);
        int end = length + length / 4;
        for (int i = 0; i < end; i++) {
            for (int object = 0; object < OBJECTS; object++) {
                growth.accept(object, alert(random, object, i, List.of()), i >= length - length / 4);
            }
        }
    }

    static Written segments(int length) {
        Written written = new Written();
        KeyValueStore<Bytes, byte[]> store = store(null);
        boolean[] counting = new boolean[1];
        LightCurveStore objects = new LightCurveStore(counted(store, (key, value) -> {
            if (counting[0]) {
                written.add(key, value);
            }
        }));
        grow(length, (object, alert, counted) -> {
            counting[0] = counted;
            LightCurveStore.StoredObject stored = objects.find(alert.object().name());
            ObjectState.Step step = stored.state().accept(alert, Integer.MAX_VALUE);
            objects.write(objects.hold(stored, step.change(), step.state(), step.thinned()));
            if (counted) {
                byte[] entry =
                        new PendingEntry(step.alert(), 1_700_000_000_000L, 1_700_000_000_050L, SOURCE, true).toBytes();
                written.add(new byte[Long.BYTES], entry, new byte[Long.BYTES]);
                written.alert();
            }
        });
        store.close();
        return written;
    }

    /** As it was: the whole state under the object's name and the whole light curve in the pending entry. */
    static Written whole(int length) {
        Written written = new Written();
        Map<Integer, LightCurve> curves = new HashMap<>();
        Map<Integer, ByteArrayOutputStream> ids = new HashMap<>();
        grow(length, (object, alert, counted) -> {
            LightCurve curve = curves.getOrDefault(object, LightCurve.empty()).merge(alert.observations());
            curves.put(object, curve);
            ByteArrayOutputStream answered = ids.computeIfAbsent(object, k -> new ByteArrayOutputStream());
            answered.writeBytes(
                    ByteBuffer.allocate(Long.BYTES).putLong(alert.alertId()).array());
            if (counted) {
                byte[] entry = PendingAlert.of(alert, curve, 1_700_000_000_000L, 1_700_000_000_050L, SOURCE)
                        .toBytes();
                written.add(alert.object().name().getBytes(StandardCharsets.UTF_8), curve.toBytes());
                written.add(new byte[Integer.BYTES], answered.toByteArray());
                written.add(new byte[Long.BYTES], entry, new byte[Long.BYTES]);
                written.alert();
            }
        });
        return written;
    }

    /** Microseconds of this thread for finding an object, taking up an alert and storing the change, in RocksDB. */
    private static double time(int length) throws IOException {
        Path directory = Files.createTempDirectory("alertformer-state");
        KeyValueStore<Bytes, byte[]> store = store(directory);
        LightCurveStore objects = new LightCurveStore(store);
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long[] nanos = new long[2];
        grow(length, (object, alert, counted) -> {
            long start = thread.getCurrentThreadCpuTime();
            LightCurveStore.StoredObject stored = objects.find(alert.object().name());
            ObjectState.Step step = stored.state().accept(alert, Integer.MAX_VALUE);
            objects.write(objects.hold(stored, step.change(), step.state(), step.thinned()));
            if (counted) {
                nanos[0] += thread.getCurrentThreadCpuTime() - start;
                nanos[1]++;
            }
        });
        store.close();
        delete(directory);
        return nanos[0] / 1e3 / nanos[1];
    }

    /** Loses the state directory of a stream that has so many observations, ten to an alert and ten alerts to an object. */
    private static String restore(int observations) throws Exception {
        int alerts = observations / 10;
        int objects = Math.max(1, alerts / 10);
        Path directory = Files.createTempDirectory("alertformer-restore");
        TopologySettings settings =
                TopologySettings.of(Survey.NATIVE, InputTopics.named(StreamFixture.INPUT), StreamFixture.OUTPUTS);
        InferenceEngine engine = new InstantEngine();
        try (StreamFixture kafka = new StreamFixture(directory)) {
            StreamCounters counters = new StreamCounters();
            try (AlertStream stream = kafka.stream(settings, engine, counters)) {
                stream.awaitRunning();
                Random random = new Random(1);
                for (int i = 0; i < alerts; i++) {
                    SurveyAlert alert = alert(random, i % objects, i / objects * 10, history(random, i / objects * 10));
                    kafka.send(
                            alert.object().name().getBytes(StandardCharsets.UTF_8),
                            ALERTS.encode(NativeAlerts.of(alert)));
                }
                while (counters.snapshot().published() < alerts) {
                    Thread.sleep(100);
                }
            }
            delete(directory.resolve("state"));
            long start = System.nanoTime();
            try (AlertStream stream = kafka.stream(settings, engine)) {
                stream.awaitRunning();
                double seconds = (System.nanoTime() - start) / 1e9;
                return String.format(
                        Locale.ROOT,
                        "%nRestored %,d observations of %,d objects, written by %,d alerts, in %.1f s: %,.0f observations/s,"
                                + " the start of the stream included.%n",
                        observations,
                        objects,
                        alerts,
                        seconds,
                        observations / seconds);
            }
        } finally {
            delete(directory);
        }
    }

    private static List<Observation> history(Random random, int first) {
        List<Observation> history = new ArrayList<>();
        for (int i = 1; i < 10; i++) {
            history.add(observation(random, first - i, Kind.FORCED));
        }
        return history;
    }

    private static Observation observation(Random random, int number, Kind kind) {
        double mjd = 60000 + number + random.nextDouble() / 3;
        float flux = 1000 * random.nextFloat();
        return new Observation(
                random.nextLong() >>> 1, mjd, number % 2 == 0 ? Band.G : Band.R, kind, flux, 20 + flux / 20, 0);
    }

    private static SurveyAlert alert(Random random, int object, int number, List<Observation> history) {
        Observation trigger = observation(random, number, Kind.DETECTION);
        ObjectId id = ObjectId.named(String.format(Locale.ROOT, "ZTF26%07d", object));
        return new SurveyAlert("ztf", id, trigger.id(), 10.5, -20.25, trigger, history);
    }

    /** @param directory for RocksDB; null for one in memory */
    private static KeyValueStore<Bytes, byte[]> store(@Nullable Path directory) {
        var supplier = directory == null
                ? Stores.inMemoryKeyValueStore(AlertTopology.OBJECT_STORE)
                : Stores.persistentKeyValueStore(AlertTopology.OBJECT_STORE);
        KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        MockProcessorContext<Void, Void> context = directory == null
                ? new MockProcessorContext<>(new Properties())
                : new MockProcessorContext<>(new Properties(), new TaskId(0, 0), directory.toFile());
        store.init(context.getStateStoreContext(), store);
        return store;
    }

    private interface Sink {
        void write(byte[] key, byte[] value);
    }

    /** Shows what is put into a store, or deleted from it, as its changelog would see it. */
    @SuppressWarnings("unchecked")
    private static KeyValueStore<Bytes, byte[]> counted(KeyValueStore<Bytes, byte[]> store, Sink sink) {
        return (KeyValueStore<Bytes, byte[]>) Proxy.newProxyInstance(
                StateReport.class.getClassLoader(),
                new Class<?>[] {KeyValueStore.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("put")) {
                        sink.write(((Bytes) arguments[0]).get(), (byte[]) arguments[1]);
                    } else if (method.getName().equals("delete")) {
                        sink.write(((Bytes) arguments[0]).get(), new byte[0]);
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw Objects.requireNonNullElse(e.getCause(), e);
                    }
                });
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Says the same of everything, at once: what is measured is the state. */
    private static final class InstantEngine implements InferenceEngine {
        private final ModelIdentity identity = FakeEngine.answeringAtOnce().model();

        @Override
        public CompletableFuture<Prediction> submit(LightCurve curve) {
            return CompletableFuture.completedFuture(new Prediction(identity, new float[] {0.5f, 0.5f}, null, null));
        }

        @Override
        public ModelIdentity model() {
            return identity;
        }

        @Override
        public void close() {}
    }
}
