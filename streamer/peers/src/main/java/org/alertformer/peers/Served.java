package org.alertformer.peers;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.alertformer.classification.PendingAlert;
import org.alertformer.classification.Publication;
import org.alertformer.inference.Device;
import org.alertformer.inference.OnnxModel;
import org.alertformer.inference.Prediction;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.schemas.Format;
import org.jspecify.annotations.Nullable;

/** The model and the codecs that all subtasks of this process share: Flink ships functions as bytes, and these are none. */
final class Served {
    private static final AlertCodec<ClassAlert> CLASS_ALERTS = AlertCodec.of(ClassAlert.class, Format.CONTAINER);
    private static final AlertCodec<FlareAlert> FLARE_ALERTS = AlertCodec.of(FlareAlert.class, Format.CONTAINER);
    private static final LongAdder ANSWERED = new LongAdder();
    private static volatile @Nullable OnnxModel model;

    private Served() {}

    static void open(Path file) {
        model = OnnxModel.open(file, Device.cpu);
    }

    static long answered() {
        return ANSWERED.sum();
    }

    static String classifications(String name) {
        return name + ".classifications";
    }

    static String flares(String name) {
        return name + ".flares";
    }

    /** Answers alerts in one call of the model. */
    static List<Answer> answer(String name, List<PendingAlert> alerts) {
        OnnxModel shared = Objects.requireNonNull(model);
        List<Prediction> predictions = shared.predict(alerts.stream()
                .map(alert -> shared.encoder().encode(alert.curve()))
                .toList());
        List<Answer> answers = new ArrayList<>();
        Instant now = Instant.now();
        for (int i = 0; i < alerts.size(); i++) {
            PendingAlert alert = alerts.get(i);
            Publication publication = Publication.of(alert, predictions.get(i), 0.5);
            String object = alert.object().name();
            answers.add(
                    Answer.of(classifications(name), object, CLASS_ALERTS.encode(publication.classAlert(now, false))));
            FlareAlert flare = publication.flareAlert(now);
            if (flare != null) {
                answers.add(Answer.of(flares(name), object, FLARE_ALERTS.encode(flare)));
            }
        }
        ANSWERED.add(alerts.size());
        return answers;
    }
}
