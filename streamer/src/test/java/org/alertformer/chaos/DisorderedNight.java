package org.alertformer.chaos;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.alertformer.classification.NativeAlerts;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.schemas.Alert;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.Format;
import org.alertformer.simulation.SimulatedObject;
import org.alertformer.simulation.SimulatedSurvey;
import org.alertformer.simulation.SimulationSettings;
import org.alertformer.simulation.SurveyDesign;

/**
 * A simulated survey's alerts as a bad connection delivers them: one in twenty comes twice, one in ten comes late.
 *
 * @param messages in the order in which they are sent
 * @param alerts how many of them are distinct
 */
record DisorderedNight(List<Message> messages, int alerts) {
    private static final int NIGHTS = 365;
    private static final double TWICE = 0.05;
    private static final double LATE = 0.1;
    /** By how many messages at most. */
    private static final int DELAY = 2000;

    /** A native alert, keyed by its object. */
    record Message(byte[] key, byte[] value) {}

    private record Ordinal(SurveyAlert alert, int number) {}

    private record Turn(double place, SurveyAlert alert) {}

    static DisorderedNight of(long seed, int objects, int alerts) {
        List<Ordinal> all = new ArrayList<>();
        SimulatedSurvey survey =
                SimulatedSurvey.of(SimulationSettings.of(SurveyDesign.LSST, 4L * objects, NIGHTS, seed));
        int found = 0;
        for (long index = 0; found < objects && index < survey.settings().objects(); index++) {
            SimulatedObject source = survey.object(index);
            int number = 0;
            for (int i = 0; i < source.observations().size(); i++) {
                if (source.observations().get(i).kind() == Kind.DETECTION) {
                    all.add(new Ordinal(source.alert(i), number++));
                }
            }
            found += number > 0 ? 1 : 0;
        }
        if (found < objects || all.size() < alerts) {
            throw new IllegalStateException("the survey has " + found + " objects with " + all.size()
                    + " alerts, wanted " + objects + " with " + alerts);
        }
        all.sort(Comparator.comparingInt(Ordinal::number));
        List<SurveyAlert> taken = new ArrayList<>(
                all.subList(0, alerts).stream().map(Ordinal::alert).toList());
        taken.sort(Comparator.comparingDouble(alert -> alert.trigger().mjd()));
        return new DisorderedNight(disorder(taken, new Random(seed)), alerts);
    }

    private static List<Message> disorder(List<SurveyAlert> inOrder, Random random) {
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < inOrder.size(); i++) {
            double late = random.nextDouble() < LATE ? DELAY * random.nextDouble() : 0;
            turns.add(new Turn(i + late, inOrder.get(i)));
            if (random.nextDouble() < TWICE) {
                turns.add(new Turn(i + DELAY * random.nextDouble(), inOrder.get(i)));
            }
        }
        turns.sort(Comparator.comparingDouble(Turn::place));
        AlertCodec<Alert> codec = AlertCodec.of(Alert.class, Format.SINGLE_OBJECT);
        return turns.stream()
                .map(turn -> new Message(
                        turn.alert().object().name().getBytes(StandardCharsets.UTF_8),
                        codec.encode(NativeAlerts.of(turn.alert()))))
                .toList();
    }
}
