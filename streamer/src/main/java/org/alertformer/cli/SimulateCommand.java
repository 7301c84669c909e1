package org.alertformer.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.alertformer.simulation.AlertTimeline;
import org.alertformer.simulation.SimulatedSurvey;
import org.alertformer.simulation.SimulationSettings;
import org.alertformer.simulation.TruthFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description =
                "Writes the alerts of a simulated survey in order of time, and the truth behind them: DIRECTORY/alerts.avro"
                        + " (native alerts) and DIRECTORY/truth.csv. The same options give the same bytes.")
final class SimulateCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "DIRECTORY", description = "Where to; made if it is not there.")
    private Path directory = Path.of(".");

    @Mixin
    private SimulationOptions simulation = new SimulationOptions();

    @Option(
            names = "--last-nights",
            paramLabel = "N",
            description = "Only the alerts of the last nights, the earlier ones being in their history (default: all).")
    private int lastNights;

    @Option(
            names = "--codec",
            paramLabel = "NAME",
            defaultValue = "snappy",
            description = "Compression of the container: snappy, deflate or null (default: ${DEFAULT-VALUE}).")
    private String codec = "snappy";

    @Override
    public Integer call() throws IOException {
        var settings = simulation.settings();
        double fromMjd = fromMjd(settings);
        var compression = AlertContainer.codec(codec);
        createDirectory();
        Path truthPart = directory.resolve("truth.csv.part");
        Path alertPart = directory.resolve("alerts.avro.part");
        long alerts;
        try (var truth = TruthFile.to(Files.newBufferedWriter(truthPart));
                var timeline = timeline(SimulatedSurvey.of(settings), fromMjd, truth);
                var container = AlertContainer.create(alertPart, compression);
                var progress = ProgressBar.of("writing", "alerts", timeline.size())) {
            alerts = timeline.size();
            while (timeline.hasNext()) {
                container.append(timeline.next());
                progress.step();
            }
        }
        Files.move(truthPart, directory.resolve("truth.csv"), StandardCopyOption.REPLACE_EXISTING);
        Path file = Files.move(alertPart, directory.resolve("alerts.avro"), StandardCopyOption.REPLACE_EXISTING);
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        out.printf(Locale.ROOT, "%,d alerts in %s, their truth beside it%n", alerts, file);
        return 0;
    }

    private void createDirectory() {
        try {
            Files.createDirectories(directory);
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure("directory " + directory + " cannot be made: " + e.getFile() + " is a file", e);
        } catch (AccessDeniedException e) {
            throw new CommandFailure("directory " + directory + " cannot be made: permission denied", e);
        } catch (IOException e) {
            throw new CommandFailure("directory " + directory + " cannot be made here: " + e.getMessage(), e);
        }
    }

    private double fromMjd(SimulationSettings settings) {
        if (lastNights < 0 || lastNights > settings.nights()) {
            throw new IllegalArgumentException(
                    "--last-nights " + lastNights + " is not between 0 and " + settings.nights());
        }
        return lastNights == 0 ? 0 : settings.startMjd() + settings.nights() - lastNights;
    }

    private static AlertTimeline timeline(SimulatedSurvey survey, double fromMjd, TruthFile truth) {
        try (var progress =
                ProgressBar.of("observing", "objects", survey.settings().objects())) {
            return survey.timeline(fromMjd, source -> {
                progress.step();
                try {
                    truth.write(source, fromMjd);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
