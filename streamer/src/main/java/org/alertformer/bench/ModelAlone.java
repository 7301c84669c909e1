package org.alertformer.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.inference.OnnxModel;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.ObjectState;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.survey.AlertReader;
import org.alertformer.survey.Decoded;
import org.alertformer.survey.Survey;
import org.alertformer.topology.TopologySettings;

/**
 * The ceiling: ONNX Runtime on the light curves of the same alerts, encoded beforehand and sorted into the same batches,
 * one caller per core. All are read whole, so a stream whose model carries states may be above it.
 */
final class ModelAlone {
    private static final int BATCH = 16;
    private static final int WINDOW = 32 * BATCH;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private ModelAlone() {}

    static void run(Task task, OnnxModel model) throws Exception {
        List<List<EncodedLightCurve>> batches = batches(curves(task), model);
        AtomicInteger next = new AtomicInteger();
        AtomicLong answered = new AtomicLong();
        for (int i = 0; i < task.threads(); i++) {
            Thread thread = new Thread(
                    () -> {
                        while (true) { // beyond the end as well, so that no core is idle while the clock runs
                            List<EncodedLightCurve> batch = batches.get(next.getAndIncrement() % batches.size());
                            model.predict(batch);
                            answered.addAndGet(batch.size());
                        }
                    },
                    "ort-" + i);
            thread.setDaemon(true);
            thread.start();
        }
        Drain.measure(task, answered::get).report();
    }

    /** The light curve that answers each alert. */
    private static List<LightCurve> curves(Task task) throws Exception {
        AlertReader reader = Survey.NATIVE.reader();
        Map<String, ObjectState> objects = new HashMap<>();
        List<LightCurve> curves = new ArrayList<>();
        try (AlertLog log = AlertLog.open(task.bootstrap(), task.topic())) {
            log.read(task.alerts(), PATIENCE, record -> {
                if (reader.read(record.value()) instanceof Decoded.Accepted accepted) {
                    SurveyAlert alert = accepted.alert();
                    ObjectState.Step step = objects.getOrDefault(alert.object().name(), ObjectState.empty())
                            .accept(alert, TopologySettings.DEFAULT_MAXIMUM_OBSERVATIONS);
                    objects.put(alert.object().name(), step.state());
                    curves.add(step.asOf());
                }
            });
        }
        return curves;
    }

    private static List<List<EncodedLightCurve>> batches(List<LightCurve> curves, OnnxModel model) {
        List<List<EncodedLightCurve>> batches = new ArrayList<>();
        for (int from = 0; from < curves.size(); from += WINDOW) {
            List<EncodedLightCurve> window = new ArrayList<>();
            for (LightCurve curve : curves.subList(from, Math.min(curves.size(), from + WINDOW))) {
                window.add(model.encoder().encode(curve));
            }
            window.sort(Comparator.comparingInt(EncodedLightCurve::length));
            for (int i = 0; i < window.size(); i += BATCH) {
                batches.add(List.copyOf(window.subList(i, Math.min(window.size(), i + BATCH))));
            }
        }
        return batches;
    }
}
