package org.alertformer.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program. */
@Command(
        name = "alertformer",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Classifies alerts of time-domain surveys on Kafka.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            BrokerCommand.class,
            RunCommand.class,
            SubscribeCommand.class,
            SimulateCommand.class,
            ReplayCommand.class,
            ClassifyCommand.class,
            ScoreCommand.class,
            ScorecardCommand.class,
            InspectCommand.class,
            ModelCommand.class,
            DeadLettersCommand.class,
            DescribeCommand.class,
            BenchCommand.class,
            AutoComplete.GenerateCompletion.class
        })
public final class Alertformer implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    Alertformer() {}

    /** Without a command there is nothing to do, which is wrong use. */
    @Override
    public void run() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "a command is missing");
    }

    public static void main(String[] arguments) {
        System.exit(Program.of(new Alertformer()).execute(arguments));
    }
}
