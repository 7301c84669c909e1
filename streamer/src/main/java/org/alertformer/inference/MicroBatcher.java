package org.alertformer.inference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.encoding.LightCurveEncoder;
import org.alertformer.lightcurve.LightCurve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers the light curves of all tasks into batches.
 *
 * <p>Under overload {@link #submit} waits: at most {@value #WINDOWS} windows of light curves are held, so memory is
 * bounded and the back pressure reaches the consumer. A thread takes what is there, up to a window of {@value #WINDOW}
 * light curves or {@value #BATCHES_PER_WINDOW} batches, once a full batch is waiting or the oldest light curve has waited
 * its time; it sorts the window by length, so that little of a call is padding, and calls the model batch by batch. A
 * batch that fails is repeated one by one, so that one light curve's failure is charged to it alone.
 *
 * <p>{@link #swap} puts another model in the place of the one that serves, between two batches: what is in a call is
 * answered by the old one, what waits by the new one, and every prediction names the model that made it.
 *
 * <p>If the model carries states, those after the light curves of objects are kept as far as there is memory for them
 * ({@link StateCache}), and of a light curve that begins with what a state was computed from only the rest is encoded and
 * read. Windows are then sorted by the lengths of these rests.
 */
public final class MicroBatcher implements InferenceEngine {
    private static final int WINDOW = 512;
    private static final int BATCHES_PER_WINDOW = 4;
    private static final int WINDOWS = 4;

    private static final Logger log = LoggerFactory.getLogger(MicroBatcher.class);

    private final BatchSettings settings;
    private final BatchMetrics metrics;
    private final int window;
    private final int capacity;
    private final List<Thread> threads = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition taken = lock.newCondition();
    private final Deque<Item> waiting = new ArrayDeque<>();
    private boolean closed;

    /** Held for reading during a call, for writing to change the model: a model that nobody reads is closed. */
    private final ReentrantReadWriteLock serving = new ReentrantReadWriteLock();

    private volatile Serving current;
    private boolean retired;

    /** @param states that this model was left in; null if it carries none or there is to be no memory for them */
    private record Serving(OnnxModel model, @Nullable StateCache states) {}

    /** @param object null if nothing is to be kept of it */
    private record Item(@Nullable String object, LightCurve curve, long since, CompletableFuture<Prediction> answer) {}

    /**
     * A light curve and what of it is to be read.
     *
     * @param by the model that this holds for
     * @param found what its states tell of the light curve; null if they are not asked
     * @param from how many rows there are before those to be read
     */
    private record Work(Item item, Serving by, StateCache.@Nullable Found found, int from) {
        static Work of(Item item, Serving by) {
            StateCache states = by.states();
            if (states == null || item.object() == null) {
                return new Work(item, by, null, 0);
            }
            LightCurve window = by.model().encoder().window(item.curve());
            StateCache.Found found = states.find(item.object(), window);
            return new Work(item, by, found, found.rows());
        }

        /** The same, all to be read. */
        Work whole(Serving by) {
            return new Work(item, by, null, 0);
        }

        int rows() {
            return Math.min(item.curve().size(), by.model().encoder().maximumLength()) - from;
        }

        float @Nullable [] state() {
            return found == null ? null : found.numbers();
        }
    }

    private MicroBatcher(OnnxModel model, BatchSettings settings, BatchMetrics metrics) {
        this.settings = settings;
        this.metrics = metrics;
        this.current = serving(model);
        this.window = Math.max(WINDOW, settings.size() * BATCHES_PER_WINDOW);
        this.capacity = window * WINDOWS;
    }

    /** Starts the threads. The model is closed with the engine. */
    public static MicroBatcher start(OnnxModel model, BatchSettings settings) {
        return start(model, settings, BatchMetrics.unread());
    }

    /** Starts the threads, measuring their calls. The model is closed with the engine. */
    public static MicroBatcher start(OnnxModel model, BatchSettings settings, BatchMetrics metrics) {
        MicroBatcher batcher = new MicroBatcher(model, settings, metrics);
        for (int i = 0; i < settings.threads(); i++) {
            Thread thread = new Thread(batcher.new Worker(), "inference-" + i);
            thread.setDaemon(true);
            batcher.threads.add(thread);
            thread.start();
        }
        return batcher;
    }

    private Serving serving(OnnxModel model) {
        if (model.stateSize() == 0 || settings.stateMemory() == 0) {
            return new Serving(model, null);
        }
        String name = model.card().name() + " " + model.card().version();
        if (!model.carriesStates()) {
            log.info(
                    "model {} reads every light curve whole: it could carry states, but its features {} look ahead",
                    name,
                    model.encoder().lookingAhead());
            return new Serving(model, null);
        }
        log.info(
                "model {} carries states of {} numbers from alert to alert, of up to {} objects",
                name,
                model.stateSize(),
                settings.stateMemory() / StateCache.size(model.stateSize()));
        return new Serving(model, new StateCache(settings.stateMemory(), metrics));
    }

    @Override
    public CompletableFuture<Prediction> submit(LightCurve curve) {
        return enqueue(null, curve);
    }

    @Override
    public CompletableFuture<Prediction> submit(String object, LightCurve curve) {
        return enqueue(object, curve);
    }

    private CompletableFuture<Prediction> enqueue(@Nullable String object, LightCurve curve) {
        CompletableFuture<Prediction> answer = new CompletableFuture<>();
        lock.lock();
        try {
            while (waiting.size() >= capacity && !closed) {
                taken.awaitUninterruptibly();
            }
            if (closed) {
                throw new IllegalStateException("the inference engine is closed");
            }
            waiting.add(new Item(object, curve, System.nanoTime(), answer));
            if (waiting.size() == 1 || waiting.size() % settings.size() == 0) {
                arrived.signal();
            }
        } finally {
            lock.unlock();
        }
        return answer;
    }

    @Override
    public ModelIdentity model() {
        return current.model().identity();
    }

    /**
     * Lets another model answer from the next batch on; the one before is closed after its last batch. This one, too, is
     * closed with the engine.
     *
     * @throws IllegalStateException if the engine is closed, and then the model is, too
     */
    public void swap(OnnxModel next) {
        Serving before;
        serving.writeLock().lock();
        try {
            if (retired) {
                next.close();
                throw new IllegalStateException("the inference engine is closed");
            }
            before = current;
            current = serving(next);
        } finally {
            serving.writeLock().unlock();
        }
        before.model().close();
    }

    /** A window's worth of work, or nothing once closed and drained. */
    private List<Item> take() {
        lock.lock();
        try {
            while (!closed && waiting.size() < settings.size()) {
                Item oldest = waiting.peek();
                if (oldest == null) {
                    arrived.awaitUninterruptibly();
                    continue;
                }
                long left = oldest.since() + settings.patience().toNanos() - System.nanoTime();
                if (left <= 0 || interrupted(left)) {
                    break;
                }
            }
            // Leave the other threads their share of what is waiting.
            int share = Math.max(settings.size(), waiting.size() / threads());
            int count = Math.min(Math.min(share, window), waiting.size());
            List<Item> items = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                items.add(waiting.remove());
            }
            taken.signalAll();
            if (!waiting.isEmpty()) {
                arrived.signal();
            }
            return items;
        } finally {
            lock.unlock();
        }
    }

    private int threads() {
        return settings.threads();
    }

    private boolean interrupted(long nanos) {
        try {
            arrived.awaitNanos(nanos);
            return false;
        } catch (InterruptedException e) {
            return true; // nobody but this class owns the thread, and it ends through closed
        }
    }

    /** One thread with its own call, whose memory is used from batch to batch. */
    private final class Worker implements Runnable {
        private @Nullable ModelCall call;

        @Override
        public void run() {
            for (List<Item> items = take(); !items.isEmpty(); items = take()) {
                classify(items);
            }
            if (call != null) {
                call.close();
            }
        }

        private void classify(List<Item> items) {
            Serving by = current;
            List<Work> window = new ArrayList<>(items.size());
            for (Item item : items) {
                window.add(Work.of(item, by));
            }
            window.sort(Comparator.comparingInt(Work::rows));
            for (int from = 0; from < window.size(); from += settings.size()) {
                List<Work> batch = window.subList(from, Math.min(window.size(), from + settings.size()));
                try {
                    complete(batch);
                } catch (RuntimeException together) {
                    for (Work work : batch) {
                        try {
                            complete(List.of(work.whole(by)));
                        } catch (RuntimeException alone) {
                            work.item().answer().completeExceptionally(alone);
                        }
                    }
                }
            }
        }

        /** Whoever waits for an answer goes on in this thread, so answers are given once the model is free again. */
        private void complete(List<Work> batch) {
            List<Prediction> predictions = predict(batch);
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).item().answer().complete(predictions.get(i));
            }
        }

        private List<Prediction> predict(List<Work> planned) {
            serving.readLock().lock();
            try {
                long began = System.nanoTime();
                Serving by = current;
                ModelCall own = call(by.model());
                LightCurveEncoder encoder = by.model().encoder();
                List<EncodedLightCurve> encoded = new ArrayList<>(planned.size());
                List<float @Nullable []> states = new ArrayList<>(planned.size());
                List<Work> batch = new ArrayList<>(planned.size());
                for (Work plan : planned) {
                    Work work =
                            plan.by() == by ? plan : plan.whole(by); // of another model's state this one knows nothing
                    batch.add(work);
                    encoded.add(encoder.encode(work.item().curve(), work.from()));
                    states.add(work.state());
                }
                List<Prediction> predictions = own.predict(encoded, states);
                for (int b = 0; b < batch.size(); b++) {
                    keep(batch.get(b), own, b);
                }
                metrics.called(batch.size(), System.nanoTime() - began);
                return predictions;
            } finally {
                serving.readLock().unlock();
            }
        }

        private ModelCall call(OnnxModel serves) {
            ModelCall last = call;
            if (last != null && last.model() == serves) {
                return last;
            }
            if (last != null) {
                last.close();
            }
            ModelCall fresh = serves.newCall();
            call = fresh;
            return fresh;
        }
    }

    private static void keep(Work work, ModelCall call, int b) {
        String object = work.item().object();
        if (work.by().states() != null && object != null && work.found() != null) {
            LightCurve window = work.by().model().encoder().window(work.item().curve());
            work.by().states().keep(object, window, work.found().fingerprint(), call.nextState(b));
        }
    }

    /** Finishes what is waiting, then ends the threads and closes the model. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            arrived.signalAll();
            taken.signalAll();
        } finally {
            lock.unlock();
        }
        for (Thread thread : threads) {
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        serving.writeLock().lock();
        try {
            retired = true;
            current.model().close();
        } finally {
            serving.writeLock().unlock();
        }
    }
}
