package org.alertformer.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.alertformer.inference.InferenceEngine;
import org.alertformer.scoring.ScoreReport;
import org.alertformer.scoring.ScoreText;
import org.alertformer.simulation.AlertTimeline;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "scorecard",
        mixinStandardHelpOptions = true,
        description =
                "Judges a model on a simulated survey without Kafka: each alert is answered as of its time, as the"
                        + " stream would.")
final class ScorecardCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ModelOptions models = new ModelOptions();

    @Mixin
    private SimulationOptions simulation = new SimulationOptions();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the scorecard there, too.")
    private @Nullable Path json;

    @Override
    public Integer call() throws Exception {
        var judge = new SurveyJudge(simulation.settings());
        ScoreReport report;
        try (InferenceEngine engine = models.start(models.open());
                AlertTimeline timeline = judge.timeline();
                var progress = ProgressBar.of("judging", "alerts", timeline.size())) {
            report = judge.judge(timeline, engine, progress::step);
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.print(ScoreText.of(report));
        out.flush();
        if (json != null) {
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), report);
        }
        return 0;
    }
}
