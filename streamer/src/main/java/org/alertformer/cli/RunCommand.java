package org.alertformer.cli;

import com.sun.net.httpserver.HttpHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.alertformer.inference.BatchMetrics;
import org.alertformer.inference.InferenceEngine;
import org.alertformer.inference.MicroBatcher;
import org.alertformer.inference.OnnxModel;
import org.alertformer.live.AlertPage;
import org.alertformer.live.HealthPages;
import org.alertformer.live.MetricsPage;
import org.alertformer.live.StreamWatch;
import org.alertformer.live.WebServer;
import org.alertformer.models.ModelSource;
import org.alertformer.models.ModelSwap;
import org.alertformer.survey.DailyTopics;
import org.alertformer.topology.AlertStream;
import org.alertformer.topology.InputTopics;
import org.alertformer.topology.InstanceTakenException;
import org.alertformer.topology.StreamCounters;
import org.alertformer.topology.StreamSettings;
import org.alertformer.topology.SystematicFailureException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Classifies a survey's alerts as they arrive, until it is told to stop.")
final class RunCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(RunCommand.class);

    private static final Duration REPORT = Duration.ofMinutes(1);
    private static final Duration PAGE_BACKLOG = Duration.ofMinutes(15);

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private TopologyOptions topology = new TopologyOptions();

    @Mixin
    private ModelOptions models = new ModelOptions();

    @Mixin
    private MembershipOptions membership = new MembershipOptions();

    @Mixin
    private ModelSourceOptions sources = new ModelSourceOptions();

    @Mixin
    private PageOptions page = new PageOptions();

    @Mixin
    private LogOptions logs = new LogOptions();

    @Option(
            names = "--application-id",
            paramLabel = "ID",
            defaultValue = "alertformer",
            description = "Names the consumer group, the internal topics and the transactions; instances with one id "
                    + "share the work (default: ${DEFAULT-VALUE}).")
    private String applicationId = "alertformer";

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where the light curves are kept; one per instance (default: "
                    + "~/.local/state/alertformer/APPLICATION-ID).")
    private @Nullable Path stateDirectory;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Stream threads (default: ${DEFAULT-VALUE}).")
    private int threads = 1;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "0",
            description = "Partitions of output topics that have to be made (default: as many as the input has).")
    private int partitions;

    @Option(
            names = "--topic-wait",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait for input topics that do not exist yet (default: ${DEFAULT-VALUE}).")
    private long topicWait = 60;

    @Override
    public Integer call() throws Exception {
        logs.apply();
        settings(today()); // what is wrong in the options is said before the model is opened
        sources.require(models);
        if (topology.attention) {
            models.wantAttention();
        }
        topology.registerSchemas(StateDirectories.cache());
        OnnxModel model = models.open();
        log.info(
                "model {} {} ({}), classes {}",
                model.card().name(),
                model.card().version(),
                model.identity().digest().substring(0, 12),
                model.card().classes());
        PrometheusRegistry metrics = new PrometheusRegistry();
        StreamCounters counters = new StreamCounters(metrics);
        MicroBatcher main = MicroBatcher.start(model, models.batches(model), new BatchMetrics(metrics));
        ModelSwap swap = new ModelSwap(main, models.device, metrics);
        try (InferenceEngine engine = models.beside(main, topology.shadow);
                ModelSource source = sources.start(swap, models, kafka.clientProperties());
                AlertPage alerts = new AlertPage(engine, topology.minimumFlareProbability)) {
            StreamWatch watch = new StreamWatch(engine);
            Map<String, HttpHandler> routes = new HashMap<>(HealthPages.of(watch));
            routes.put("/metrics", MetricsPage.of(watch, metrics));
            routes.putAll(alerts.routes());
            try (WebServer web = page.start(routes)) {
                while (!runUntilTopicsChange(engine, counters, watch, alerts, web)) {
                    log.info("a new day: the window of topics moves on");
                }
                return 0;
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InstanceTakenException taken) {
                throw new CommandFailure(String.valueOf(taken.getMessage()), taken);
            }
            if (e.getCause() instanceof SystematicFailureException systematic) {
                throw new CommandFailure(String.valueOf(systematic.getMessage()), systematic);
            }
            throw new CommandFailure("the stream failed: " + e.getCause(), e);
        }
    }

    /** Returns whether the stream has ended, rather than the day on which its topics were chosen. */
    private boolean runUntilTopicsChange(
            InferenceEngine engine,
            StreamCounters counters,
            StreamWatch watch,
            AlertPage alerts,
            @Nullable WebServer web)
            throws Exception {
        LocalDate day = today();
        StreamSettings settings = settings(day);
        if (web != null) {
            settings = settings.servedAt(page.addressOf(web));
        }
        InputTopics topics = settings.topology().input().topics();
        try (AlertStream stream = AlertStream.start(settings, engine, counters);
                StopSignal signal = StopSignal.calling(stream::close)) {
            watch.watch(stream);
            if (web != null) {
                alerts.show(stream, settings, PAGE_BACKLOG);
            }
            if (stream.awaitRunning()) {
                log.info(
                        "reading {} at {}, writing {}",
                        topics,
                        settings.bootstrap(),
                        settings.topology().output().topicNames());
            }
            while (!stream.awaitEnd(REPORT)) {
                log.info("{}", stream.counters().snapshot());
                if (!topology.inputs(today()).toString().equals(topics.toString())) {
                    return false;
                }
            }
            return true;
        }
    }

    private StreamSettings settings(LocalDate day) throws IOException {
        return new StreamSettings(
                kafka.bootstrap,
                applicationId,
                stateDirectory == null ? StateDirectories.of(applicationId) : stateDirectory,
                threads,
                partitions,
                Duration.ofSeconds(topicWait),
                membership.membership(),
                kafka.userProperties(),
                topology.settings(day, StateDirectories.cache()));
    }

    private static LocalDate today() {
        return DailyTopics.dayOf(Instant.now());
    }
}
