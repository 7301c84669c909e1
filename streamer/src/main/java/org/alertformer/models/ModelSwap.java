package org.alertformer.models;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.alertformer.inference.Device;
import org.alertformer.inference.MicroBatcher;
import org.alertformer.inference.ModelException;
import org.alertformer.inference.ModelIdentity;
import org.alertformer.inference.OnnxModel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts new models in the place of the one that serves. A model is opened, with all that checks it, beside the one that
 * serves; only if it passes does the engine change over, between two batches. Whatever is wrong with a file, the model
 * before goes on, one log line says why, and the refusal is counted.
 */
public final class ModelSwap {
    private static final Logger log = LoggerFactory.getLogger(ModelSwap.class);
    private static final int DIGEST_SHOWN = 12;

    private final MicroBatcher engine;
    private final Device device;
    private final CounterDataPoint swapped;
    private final CounterDataPoint refused;

    /** @param metrics where it is counted how often a model took the place of another, and how many were refused */
    public ModelSwap(MicroBatcher engine, Device device, PrometheusRegistry metrics) {
        this.engine = engine;
        this.device = device;
        Counter offered = Counter.builder()
                .name("alertformer_new_models_total")
                .help("Models that came while the stream ran.")
                .labelNames("outcome")
                .register(metrics);
        this.swapped = offered.labelValues("taken");
        this.refused = offered.labelValues("refused");
    }

    /**
     * Takes a model if it is sound. The very file that serves already is left as it is.
     *
     * @param onnx the bytes of its file
     * @param origin what log lines call it
     * @return whether this model serves now
     */
    public synchronized boolean offer(byte[] onnx, String origin) {
        ModelIdentity before = engine.model();
        OnnxModel model;
        try {
            model = OnnxModel.open(onnx, origin, device);
        } catch (RuntimeException e) {
            refuse(e instanceof ModelException ? String.valueOf(e.getMessage()) : "model " + origin + ": " + e);
            return false;
        }
        if (model.identity().digest().equals(before.digest())) {
            model.close();
            return true;
        }
        engine.swap(model);
        swapped.inc();
        log.info(
                "model {} of {} serves from the next batch on, in place of {}; classes {}",
                name(model.identity()),
                origin,
                name(before),
                model.card().classes());
        return true;
    }

    /** Counts and tells what cannot even be offered. */
    void refuse(String reason) {
        refused.inc();
        log.error(
                "a new model is refused and {} goes on serving: {}",
                name(engine.model()),
                reason.strip().replaceAll("\\s*\\R\\s*", "; "));
    }

    private static String name(ModelIdentity model) {
        return model.card().name() + " " + model.card().version() + " ("
                + model.digest().substring(0, DIGEST_SHOWN) + ")";
    }

    /** How often a model took the place of another. */
    public long swapped() {
        return (long) swapped.get();
    }

    /** How many models were refused. */
    public long refused() {
        return (long) refused.get();
    }
}
