package org.alertformer.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.alertformer.scoring.ScoreReport;
import org.alertformer.scoring.ScoreText;
import org.alertformer.scoring.Scorecard;
import org.alertformer.topology.OutputTopics;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        description = "Judges class and flare alerts against the truth of a simulated survey as they come: accuracy,"
                + " how soon classes are recognised, calibration, flare parameters, latency, losses.")
final class ScoreCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(200);
    /** After the last alert is answered, so long for flare alerts and duplicates to turn up. */
    private static final Duration AFTERMATH = Duration.ofSeconds(3);

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--truth", paramLabel = "FILE", required = true, description = "truth.csv as simulate writes it.")
    private Path truth = Path.of("truth.csv");

    @Option(
            names = "--prefix",
            paramLabel = "NAME",
            defaultValue = OutputTopics.DEFAULT_PREFIX,
            description = "Of the topics with class and flare alerts (default: ${DEFAULT-VALUE}).")
    private String prefix = OutputTopics.DEFAULT_PREFIX;

    @Option(names = "--shadow", description = "Judge the alerts of the model of run's --shadow instead.")
    private boolean shadow;

    @Option(
            names = "--input",
            paramLabel = "TOPIC",
            split = ",",
            description = "Topics with the native alerts that are sent: losses are then counted against these, not"
                    + " against the whole survey of the truth file.")
    private List<String> inputs = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "WHERE",
            defaultValue = "earliest",
            description = "earliest or latest alert of the topics (default: ${DEFAULT-VALUE}).")
    private String from = "earliest";

    @Option(names = "--json", paramLabel = "FILE", description = "Write the scorecard there at the end.")
    private @Nullable Path json;

    @Option(
            names = "--exit-when-done",
            description = "End when every alert of the truth file is answered, or --patience after the last news;"
                    + " exit code 1 if an alert is lost or duplicated.")
    private boolean exitWhenDone;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait for further alerts (default: ${DEFAULT-VALUE}).")
    private long patience = 60;

    private volatile boolean stopped;

    @Override
    public Integer call() throws IOException {
        if (!from.equals("earliest") && !from.equals("latest")) {
            throw new IllegalArgumentException("--from '" + from + "' is neither earliest nor latest");
        }
        if (patience < 1) {
            throw new IllegalArgumentException("--patience " + patience + " is less than a second");
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Scorecard scorecard = Scorecard.of(truth);
        try (StopSignal stopping = StopSignal.calling(() -> stopped = true)) {
            try (var feed = ScoreFeed.open(
                    kafka.clientProperties(),
                    new OutputTopics(prefix),
                    shadow,
                    inputs,
                    from.equals("earliest"),
                    scorecard)) {
                watch(feed, scorecard, out);
            }
            return conclude(scorecard.report(), out);
        }
    }

    private int conclude(ScoreReport report, PrintWriter out) throws IOException {
        out.print(ScoreText.of(report));
        out.flush();
        if (json != null) {
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), report);
        }
        var delivery = report.delivery();
        return exitWhenDone && (delivery.lost() > 0 || delivery.duplicated() > 0) ? 1 : 0;
    }

    private void watch(ScoreFeed feed, Scorecard scorecard, PrintWriter out) {
        var view = new ScoreView(out, System.console() != null);
        long lastNews = System.nanoTime();
        while (!stopped) {
            if (feed.take(POLL) > 0) {
                lastNews = System.nanoTime();
            }
            view.show(scorecard);
            Duration silence = Duration.ofNanos(System.nanoTime() - lastNews);
            // What an input topic has brought so far says nothing of what it will bring.
            boolean complete = inputs.isEmpty() && scorecard.answered() >= scorecard.expected();
            if (exitWhenDone && silence.compareTo(complete ? AFTERMATH : Duration.ofSeconds(patience)) > 0) {
                return;
            }
        }
    }

    /** The score so far, redrawn on a terminal every second, a line every ten seconds elsewhere. */
    private static final class ScoreView {
        private static final Duration REDRAW = Duration.ofSeconds(1);
        private static final Duration LINE = Duration.ofSeconds(10);
        private static final String CLEAR_SCREEN = "\033[H\033[J";

        private final PrintWriter out;
        private final boolean terminal;
        private long shown = System.nanoTime();

        ScoreView(PrintWriter out, boolean terminal) {
            this.out = out;
            this.terminal = terminal;
        }

        void show(Scorecard scorecard) {
            Duration since = Duration.ofNanos(System.nanoTime() - shown);
            if (since.compareTo(terminal ? REDRAW : LINE) < 0) {
                return;
            }
            shown = System.nanoTime();
            ScoreReport report = scorecard.report();
            if (terminal) {
                double share = report.delivery().answered()
                        / (double) Math.max(1, report.delivery().sent());
                out.print(CLEAR_SCREEN);
                out.println(ProgressBar.bar(share) + " answered");
                out.print(ScoreText.brief(report));
            } else {
                out.printf(
                        Locale.ROOT,
                        "%,d of %,d answered, accuracy %.3f, macro-F1 %.3f%n",
                        report.delivery().answered(),
                        report.delivery().sent(),
                        report.accuracy(),
                        report.macroF1());
            }
            out.flush();
        }
    }
}
