package org.alertformer.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alertformer.classification.NativeAlerts;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.schemas.Alert;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.Format;
import org.apache.kafka.common.utils.Utils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A million observations come back from the changelog after the state directory is lost. */
final class RestoreIT {
    private static final int OBSERVATIONS = Integer.getInteger("chaos.restore.observations", 1_000_000);
    private static final int PER_OBJECT = 100;
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Pattern RESTORED = Pattern.compile("restored (\\d+) changes of the stores in ([0-9.]+) s");

    @TempDir
    private Path directory;

    @Test
    void run_stateDirectoryLost_restoresAllFromTheChangelog() throws Exception {
        int objects = OBSERVATIONS / PER_OBJECT;
        try (BrokerProcess broker = BrokerProcess.start(directory, ChaosRun.INPUT, PARTITIONS);
                GroupProgress progress = GroupProgress.of(broker.bootstrap(), ChaosRun.APPLICATION)) {
            StreamProgram program = StreamProgram.run(broker.bootstrap());
            Feeder.feed(broker.bootstrap(), ChaosRun.INPUT, messages(objects), 5_000)
                    .join();
            try (StreamInstance before = StreamInstance.start(program, directory.resolve("a"))) {
                Awaitility.await().atMost(PATIENCE).until(() -> progress.committed() == 2L * objects);
                before.leave();
                before.awaitExit();
            }
            Utils.delete(directory.resolve("a").toFile());

            // When
            long began = System.nanoTime();
            try (StreamInstance after = StreamInstance.start(program, directory.resolve("a"))) {
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> log().lines()
                                        .filter(line -> line.contains("reading alerts at"))
                                        .count()
                                == 2);
                double toReading = (System.nanoTime() - began) / 1e9;

                // Then
                Matcher restored = RESTORED.matcher(log());
                assertThat(restored.find()).isTrue();
                double seconds = Double.parseDouble(restored.group(2));
                System.out.printf(
                        Locale.ROOT,
                        "restore: %,d observations of %,d objects (%s changes) in %.1f s, %,.0f observations a second; "
                                + "%.1f s from the start of the process to its first alert%n",
                        OBSERVATIONS,
                        objects,
                        restored.group(1),
                        seconds,
                        OBSERVATIONS / seconds,
                        toReading);
                assertThat(Integer.parseInt(restored.group(1))).isGreaterThanOrEqualTo(objects);
            }
        }
    }

    private String log() throws Exception {
        return Files.readString(directory.resolve("a.log"));
    }

    /** Two alerts of each object, the second with all its observations. */
    private static List<DisorderedNight.Message> messages(int objects) {
        AlertCodec<Alert> codec = AlertCodec.of(Alert.class, Format.SINGLE_OBJECT);
        List<Observation> curve = new ArrayList<>();
        for (int i = 0; i < PER_OBJECT; i++) {
            curve.add(
                    new Observation(i + 1, 61_000 + i, i % 2 == 0 ? Band.G : Band.R, Kind.DETECTION, 1000 + i, 50, 0));
        }
        List<DisorderedNight.Message> messages = new ArrayList<>();
        for (int length : new int[] {PER_OBJECT / 2, PER_OBJECT}) {
            for (int object = 1; object <= objects; object++) {
                SurveyAlert alert = new SurveyAlert(
                        "lsst",
                        ObjectId.of(object),
                        length,
                        10,
                        20,
                        curve.get(length - 1),
                        curve.subList(0, length - 1));
                messages.add(new DisorderedNight.Message(
                        Integer.toString(object).getBytes(StandardCharsets.UTF_8),
                        codec.encode(NativeAlerts.of(alert))));
            }
        }
        return messages;
    }
}
