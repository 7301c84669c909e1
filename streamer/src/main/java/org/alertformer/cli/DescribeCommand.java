package org.alertformer.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.alertformer.survey.DailyTopics;
import org.alertformer.topology.AlertTopology;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "describe", mixinStandardHelpOptions = true, description = "Prints the topology without running it.")
final class DescribeCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private TopologyOptions topology = new TopologyOptions();

    @Override
    public Integer call() throws IOException {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        out.print(
                AlertTopology.describe(topology.settings(DailyTopics.dayOf(Instant.now()), StateDirectories.cache())));
        out.flush();
        return 0;
    }
}
