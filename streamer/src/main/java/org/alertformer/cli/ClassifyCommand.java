package org.alertformer.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.alertformer.classification.DirectClassifier;
import org.alertformer.classification.PendingAlert;
import org.alertformer.classification.Publication;
import org.alertformer.classification.SourcePosition;
import org.alertformer.inference.InferenceEngine;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.schemas.Format;
import org.alertformer.survey.AlertReader;
import org.alertformer.survey.Decoded;
import org.alertformer.survey.Packet;
import org.alertformer.survey.PacketFiles;
import org.alertformer.survey.Survey;
import org.alertformer.survey.UndecodableException;
import org.alertformer.topology.OutputSettings;
import org.alertformer.topology.TopologySettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "classify",
        mixinStandardHelpOptions = true,
        description = {
            "Classifies the alerts in files without Kafka, one JSON line per alert on standard output.",
            "Reads what replay reads. The rate and what could not be read go to standard error; the exit code is 1 if a "
                    + "packet could not be read or answered."
        })
final class ClassifyCommand implements Callable<Integer> {
    @Mixin
    private ModelOptions models = new ModelOptions();

    @Parameters(
            arity = "1..*",
            paramLabel = "INPUT",
            description = "Packets, archives, containers, light-curve folders.")
    private List<Path> inputs = new ArrayList<>();

    @Option(
            names = "--survey",
            paramLabel = "NAME",
            description = "Format of the packets (default: told from the content).")
    private @Nullable String survey;

    @Option(names = "--last", description = "One line per object, as of its last alert.")
    private boolean last;

    @Option(names = "--flares", description = "Also print the flare alerts.")
    private boolean flares;

    @Option(names = "--attention", description = "List the attention of each observation.")
    private boolean attention;

    @Option(
            names = "--min-flare-probability",
            paramLabel = "P",
            defaultValue = "0.5",
            description = "Flare alerts are printed from this probability on (default: ${DEFAULT-VALUE}).")
    private double minimumFlareProbability = OutputSettings.DEFAULT_MINIMUM_FLARE_PROBABILITY;

    @Option(
            names = "--max-observations",
            paramLabel = "N",
            defaultValue = "512",
            description =
                    "Observations kept per object; of more, three quarters stay: the newest, those around the peak "
                            + "and a sample of the others (default: ${DEFAULT-VALUE}).")
    private int maximumObservations = TopologySettings.DEFAULT_MAXIMUM_OBSERVATIONS;

    private final AlertCodec<ClassAlert> classCodec = AlertCodec.of(ClassAlert.class, Format.JSON);
    private final AlertCodec<FlareAlert> flareCodec = AlertCodec.of(FlareAlert.class, Format.JSON);
    private final StandardOutput destination;
    private final Map<Survey, AlertReader> readers = new EnumMap<>(Survey.class);
    private final Map<String, PendingAlert> newest = new LinkedHashMap<>();
    private long answered;
    private long skipped;
    private long failed;

    ClassifyCommand() {
        this(new StandardOutput());
    }

    ClassifyCommand(StandardOutput destination) {
        this.destination = destination;
    }

    @Override
    public Integer call() throws Exception {
        Survey told = survey == null ? null : Survey.of(survey);
        if (maximumObservations < 1) {
            throw new IllegalArgumentException("maximum observations " + maximumObservations + " is less than 1");
        }
        if (!(minimumFlareProbability >= 0 && minimumFlareProbability <= 1)) {
            throw new IllegalArgumentException(
                    "minimum flare probability " + minimumFlareProbability + " is not between 0 and 1");
        }
        if (attention) {
            models.wantAttention();
        }
        long began = System.nanoTime();
        try (PacketFiles files = PacketFiles.open(inputs, told);
                InferenceEngine engine = models.start(models.open());
                OutputStream out = destination;
                ProgressBar progress = ProgressBar.of("classify", "packets", files.size())) {
            if (files.size() == 0) {
                throw new CommandFailure("there are no packets in " + inputs);
            }
            DirectClassifier classifier = new DirectClassifier(
                    engine,
                    maximumObservations,
                    minimumFlareProbability,
                    publication -> print(publication, out),
                    failure -> fail(String.valueOf(failure.getMessage())));
            for (Packet packet : files) {
                PendingAlert alert = accept(packet, classifier);
                if (alert != null && last) {
                    newest.put(alert.survey() + " " + alert.object().name(), alert);
                } else if (alert != null) {
                    classifier.submit(alert);
                }
                progress.step();
            }
            newest.values().forEach(classifier::submit);
            classifier.finish();
            out.flush();
            report(files.size(), classifier, Duration.ofNanos(System.nanoTime() - began));
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof StandardOutput.ReaderGone) {
                return 0;
            }
            throw e.getCause();
        }
        return failed == 0 ? 0 : 1;
    }

    /** What is to be answered, or null; errors are told and counted. */
    private @Nullable PendingAlert accept(Packet packet, DirectClassifier classifier) {
        try {
            Decoded decoded =
                    readers.computeIfAbsent(packet.survey(), Survey::reader).read(packet.message());
            if (decoded instanceof Decoded.Accepted accepted) {
                SourcePosition source = new SourcePosition(packet.source(), 0, packet.number());
                return classifier.accept(accepted.alert(), System.currentTimeMillis(), source);
            }
            skipped++;
        } catch (UndecodableException | RuntimeException e) {
            fail(packet.origin() + ": " + e.getMessage());
        }
        return null;
    }

    private void print(Publication publication, OutputStream out) {
        Instant now = Instant.now();
        try {
            out.write(classCodec.encode(publication.classAlert(now, attention)));
            out.write('\n');
            FlareAlert flare = flares ? publication.flareAlert(now) : null;
            if (flare != null) {
                out.write(flareCodec.encode(flare));
                out.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        answered++;
    }

    private void fail(String message) {
        failed++;
        System.err.println(message);
    }

    private void report(int packets, DirectClassifier classifier, Duration took) {
        double seconds = Math.max(1e-9, took.toNanos() / 1e9);
        System.err.printf(
                "%,d packets, %,d class alerts of %,d objects in %.1f s: %,.0f packets/s, %,.0f class alerts/s; "
                        + "%,d repeated, %,d with too few observations, %,d skipped, %,d failed%n",
                packets,
                answered,
                classifier.objectCount(),
                seconds,
                packets / seconds,
                answered / seconds,
                classifier.repeated(),
                classifier.declined(),
                skipped,
                failed);
    }
}
