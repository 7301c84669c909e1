package org.alertformer.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.alertformer.classification.NativeAlerts;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.schemas.Alert;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.Format;
import org.alertformer.simulation.SimulatedSurvey;
import org.alertformer.simulation.SimulationSettings;
import org.alertformer.simulation.SurveyDesign;

/** Alerts to measure with, always the same ones. */
final class Load {
    /** The first year fills the light curves, alerts are of the second one. */
    private static final int NIGHTS = 730;

    private static final int FIRST_NIGHT = 365;
    private static final int ALERTS_PER_OBJECT = 12;
    private static final long SEED = 20_261_121;
    private static final long MOST_ROUNDS = 10_000;
    private static final long MOST_OBJECTS = 100_000;
    private static final int MOST_SPREAD = 64;
    private static final double SECOND = 1 / 86_400.0;
    private static final AlertCodec<Alert> CODEC = AlertCodec.of(Alert.class, Format.CONTAINER);

    private Load() {}

    /**
     * So many alerts of the second year of a simulated LSST, in order of time, each with its history as LSST sends it.
     *
     * @param atLeast observations in each packet
     */
    static List<Message> survey(int count, int atLeast) {
        var settings = SimulationSettings.of(SurveyDesign.LSST, 1000 + count / ALERTS_PER_OBJECT, NIGHTS, SEED);
        List<Message> messages = new ArrayList<>(count);
        double from = settings.startMjd() + FIRST_NIGHT;
        try (Stream<SurveyAlert> alerts = SimulatedSurvey.of(settings).alerts()) {
            Iterator<SurveyAlert> all = alerts.filter(alert ->
                            alert.trigger().mjd() >= from && alert.history().size() + 1 >= atLeast)
                    .iterator();
            while (messages.size() < count && all.hasNext()) {
                messages.add(message(all.next()));
            }
        }
        if (messages.size() < count) {
            throw new IllegalStateException("the simulated survey has only " + messages.size() + " alerts");
        }
        return messages;
    }

    /**
     * Objects of one length: in the first round each comes with all but one of its observations as history, in each of the
     * other rounds with one new observation alone.
     *
     * <p>Lengths are spread a little around the one asked for, so that work which is done every so many observations falls
     * due for some objects in each round.
     *
     * @param length observations of an object after half of the rounds, on average
     */
    static List<Message> histories(int objects, int length, int rounds) {
        Random random = new Random(SEED + length);
        int spread = Math.max(1, Math.min(MOST_SPREAD, length / 4));
        List<Message> messages = new ArrayList<>(objects * rounds);
        for (int round = 0; round < rounds; round++) {
            for (int object = 0; object < objects; object++) {
                int before = Math.max(1, length - rounds / 2 - spread / 2 + object % spread);
                List<Observation> history = new ArrayList<>();
                for (int i = 0; round == 0 && i < before - 1; i++) {
                    history.add(observation(i, object, random));
                }
                messages.add(message(new SurveyAlert(
                        "lsst",
                        ObjectId.of((length * MOST_ROUNDS + rounds) * MOST_OBJECTS + object + 1),
                        before + round,
                        150,
                        2,
                        observation(before - 1 + round, object, random),
                        history)));
            }
        }
        return messages;
    }

    /** Every other night, the bands in turn, brighter and fainter at random. */
    private static Observation observation(int number, int object, Random random) {
        Band[] bands = {Band.G, Band.R, Band.I, Band.Z};
        double mjd = SimulationSettings.DEFAULT_START + 2 * number + object * SECOND;
        double flux = 5000 * (1 + 0.2 * random.nextGaussian());
        return new Observation(
                1 + number, mjd, bands[number % bands.length], Kind.DETECTION, (float) flux, 300, mjd + 0.01);
    }

    private static Message message(SurveyAlert alert) {
        return new Message(
                alert.object().name().getBytes(StandardCharsets.UTF_8), CODEC.encode(NativeAlerts.of(alert)));
    }
}
