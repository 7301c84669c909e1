package org.alertformer.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.alertformer.broker.EmbeddedBroker;
import org.alertformer.inference.InferenceEngine;
import org.alertformer.inference.OnnxModel;
import org.alertformer.live.AlertPage;
import org.alertformer.live.WebServer;
import org.alertformer.simulation.AlertTimeline;
import org.alertformer.simulation.SimulatedSurvey;
import org.alertformer.simulation.SimulationSettings;
import org.alertformer.simulation.SurveyDesign;
import org.alertformer.simulation.TruthRow;
import org.alertformer.survey.Survey;
import org.alertformer.topology.AlertStream;
import org.alertformer.topology.InputTopics;
import org.alertformer.topology.Membership;
import org.alertformer.topology.OutputSettings;
import org.alertformer.topology.OutputTopics;
import org.alertformer.topology.StreamSettings;
import org.alertformer.topology.TopicCreation;
import org.alertformer.topology.TopicsException;
import org.alertformer.topology.TopologySettings;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Shows the whole system in one process: a Kafka broker, a simulated survey whose last night is "
                + "replayed, the stream, and the alerts that come out.")
final class DemoCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(DemoCommand.class);
    private static final SurveyDesign DESIGN = SurveyDesign.ZTF;
    private static final int SURVEY_NIGHTS = 365;
    private static final String INPUT = "alerts";
    private static final int PARTITIONS = 4;
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration PAGE_BACKLOG = Duration.ofMinutes(15);

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ModelOptions models = new ModelOptions();

    @Option(
            names = "--objects",
            paramLabel = "N",
            defaultValue = "4000",
            description = "Sources in the simulated survey (default: ${DEFAULT-VALUE}).")
    private long objects = 4000;

    @Option(
            names = "--nights",
            paramLabel = "N",
            defaultValue = "30",
            description = "How many of its last nights are replayed (default: ${DEFAULT-VALUE}).")
    private int nights = 30;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "500",
            description = "Alerts per second; LSST sends 10,000 in the 30 s of a visit (default: ${DEFAULT-VALUE}).")
    private double rate = 500;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the simulation: the same seed gives the same night (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--page",
            paramLabel = "PORT",
            defaultValue = "8642",
            description = "Where the live page is served; any free port where that one is taken (default: "
                    + "${DEFAULT-VALUE}).")
    private int port = 8642;

    @Option(
            names = "--exit-when-done",
            description = "End once every alert is answered, rather than waiting for Ctrl-C.")
    private boolean exitWhenDone;

    @Override
    public Integer call() throws Exception {
        if (objects < 1 || nights < 1 || nights > SURVEY_NIGHTS || !(rate > 0)) {
            throw new IllegalArgumentException("objects " + objects + ", nights " + nights + " (at most "
                    + SURVEY_NIGHTS + ") and rate " + rate + " must be positive");
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Path folder = StateDirectories.of("demo-" + ProcessHandle.current().pid());
        Thread cleaning = new Thread(() -> deleteRecursively(folder), "cleaning");
        Runtime.getRuntime().addShutdownHook(cleaning);
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0, Map.of())) {
            say(out, "Kafka broker in this process: " + broker.bootstrapServers());
            List<TruthRow> truth = new ArrayList<>();
            try (AlertTimeline night = simulate(truth)) {
                say(
                        out,
                        String.format(
                                "Simulated %s survey, seed %d: %,d alerts of %,d objects in its last %d nights",
                                DESIGN, seed, night.size(), truth.size(), nights));
                return show(broker, night, truth, folder, out);
            }
        }
    }

    /** The alerts of the last nights, and what is true of the objects that raise them. */
    private AlertTimeline simulate(List<TruthRow> truth) {
        SimulatedSurvey survey = SimulatedSurvey.of(SimulationSettings.of(DESIGN, objects, SURVEY_NIGHTS, seed));
        double from = survey.settings().startMjd() + (double) SURVEY_NIGHTS - nights;
        return survey.timeline(from, source -> {
            int alerts = source.alertCount(from);
            if (alerts > 0) {
                truth.add(TruthRow.of(source, alerts));
            }
        });
    }

    private Integer show(EmbeddedBroker broker, AlertTimeline night, List<TruthRow> truth, Path folder, PrintWriter out)
            throws IOException, InterruptedException, ExecutionException, TopicsException {
        Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (Admin admin = Admin.create(client)) {
            TopicCreation.create(admin, List.of(new NewTopic(INPUT, Optional.of(PARTITIONS), Optional.empty())));
        }
        OutputTopics outputs = new OutputTopics(OutputTopics.DEFAULT_PREFIX);
        OnnxModel model = models.open();
        say(
                out,
                "Model " + model.card().name() + " " + model.card().version() + ", classes "
                        + model.card().classes());
        StreamSettings settings = new StreamSettings(
                broker.bootstrapServers(),
                "alertformer-demo",
                folder.resolve("state"),
                1,
                PARTITIONS,
                Duration.ZERO,
                Membership.ofStateDirectory(),
                Map.of(),
                TopologySettings.of(Survey.NATIVE, InputTopics.named(INPUT), outputs));
        try (InferenceEngine engine = models.start(model);
                AlertPage page = new AlertPage(engine, OutputSettings.DEFAULT_MINIMUM_FLARE_PROBABILITY);
                WebServer web = serve(page);
                AlertStream stream = AlertStream.start(settings, engine)) {
            page.show(stream, settings, PAGE_BACKLOG);
            stream.awaitRunning();
            say(out, "Live page: " + web.address());
            int answered = new DemoShow(client, outputs, night, truth, out).run(INPUT, rate);
            if (!exitWhenDone) {
                say(
                        out,
                        "The night is over, its alerts stay on " + web.address()
                                + "; Ctrl-C ends the demo, with --exit-when-done it ends by itself.");
                new CountDownLatch(1).await();
            }
            return answered;
        }
    }

    private WebServer serve(AlertPage page) throws IOException {
        try {
            return WebServer.start(LOOPBACK, port, page.routes());
        } catch (IOException e) {
            return WebServer.start(LOOPBACK, 0, page.routes());
        }
    }

    private static void say(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }

    /** Also when Ctrl-C ended the demo and its files are still open. */
    private static void deleteRecursively(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            log.warn("the demo's files stay in {}: {}", folder, e.toString());
        }
    }
}
