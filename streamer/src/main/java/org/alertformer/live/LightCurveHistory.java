package org.alertformer.live;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.alertformer.inference.InferenceEngine;
import org.alertformer.inference.Prediction;
import org.alertformer.lightcurve.LightCurve;
import org.jspecify.annotations.Nullable;

/**
 * What the model says of a light curve as of each of its observations, worked out anew by the stream's own engine.
 *
 * <p>The stream goes first: at most {@value #AT_ONCE} light curves of the page are in the engine at a time, for one object
 * after the other, and at most {@value #STEPS} for each; of longer light curves every so many observations are asked
 * for, the first and the last among them. Answers are kept for the objects that were looked at last. Safe for use by
 * several threads.
 */
final class LightCurveHistory {
    private static final int STEPS = 64;
    private static final int AT_ONCE = 8;
    private static final int KEPT = 128;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final InferenceEngine engine;
    private final Semaphore turn = new Semaphore(1, true);
    private final Map<Key, List<Step>> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, List<Step>> eldest) {
            return size() > KEPT;
        }
    };

    /** The answer as of one observation's epoch, given what is known of the object today. */
    record Step(double mjd, LightCurve curve, Prediction prediction) {}

    private record Key(LightCurve curve, String digest) {}

    LightCurveHistory(InferenceEngine engine) {
        this.engine = engine;
    }

    /**
     * The answers in order of time; none if there are too few observations for the model.
     *
     * @throws BusyException if the model has no time
     */
    List<Step> of(LightCurve curve) throws BusyException, InterruptedException {
        Key key = new Key(curve, engine.model().digest());
        List<Step> known = lookUp(key);
        if (known != null) {
            return known;
        }
        if (!turn.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new BusyException("others are asking the model");
        }
        try {
            List<Step> steps = lookUp(key);
            if (steps == null) {
                steps = ask(prefixes(curve));
                keep(key, steps);
            }
            return steps;
        } finally {
            turn.release();
        }
    }

    private @Nullable List<Step> lookUp(Key key) {
        synchronized (kept) {
            return kept.get(key);
        }
    }

    private void keep(Key key, List<Step> steps) {
        synchronized (kept) {
            kept.put(key, steps);
        }
    }

    /** The light curve as of each measurement that is long enough for the model, thinned out evenly. */
    private List<LightCurve> prefixes(LightCurve curve) {
        List<LightCurve> all = new ArrayList<>();
        int least = engine.model().card().minimumLength();
        for (int i = 0; i < curve.size(); i++) {
            LightCurve prefix = curve.asOf(curve.get(i).mjd());
            boolean lastOfEpoch = prefix.size() == i + 1;
            if (lastOfEpoch && curve.get(i).isMeasurement() && prefix.size() >= least) {
                all.add(prefix);
            }
        }
        if (all.size() <= STEPS) {
            return all;
        }
        List<LightCurve> some = new ArrayList<>(STEPS);
        for (int i = 0; i < STEPS; i++) {
            some.add(all.get((int) Math.round(i * (all.size() - 1) / (STEPS - 1.0))));
        }
        return some;
    }

    private List<Step> ask(List<LightCurve> prefixes) throws BusyException, InterruptedException {
        List<Step> steps = new ArrayList<>(prefixes.size());
        for (int from = 0; from < prefixes.size(); from += AT_ONCE) {
            List<LightCurve> some = prefixes.subList(from, Math.min(prefixes.size(), from + AT_ONCE));
            List<CompletableFuture<Prediction>> answers =
                    some.stream().map(engine::submit).toList();
            for (int i = 0; i < some.size(); i++) {
                LightCurve curve = some.get(i);
                steps.add(new Step(curve.get(curve.size() - 1).mjd(), curve, await(answers.get(i))));
            }
        }
        return List.copyOf(steps);
    }

    private static Prediction await(CompletableFuture<Prediction> answer) throws BusyException, InterruptedException {
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new BusyException("the model has no time at the moment");
        } catch (ExecutionException e) {
            throw new BusyException("the model failed: "
                    + Objects.requireNonNullElse(e.getCause(), e).getMessage());
        }
    }
}
