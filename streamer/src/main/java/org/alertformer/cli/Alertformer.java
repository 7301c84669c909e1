package org.alertformer.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program. */
@Command(
        name = "alertformer",
        mixinStandardHelpOptions = true,
        subcommands = {BrokerCommand.class},
        description = "Classifies alerts of time-domain surveys on Kafka.")
public final class Alertformer {
    private Alertformer() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Alertformer()).execute(arguments));
    }
}
