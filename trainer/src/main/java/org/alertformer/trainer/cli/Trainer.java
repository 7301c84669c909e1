package org.alertformer.trainer.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program. */
@Command(
        name = "alertformer-trainer",
        mixinStandardHelpOptions = true,
        subcommands = {
            TrainCommand.class,
            EvaluateCommand.class,
            CompareCommand.class,
            ReportCommand.class,
            ExplainCommand.class,
            CrossValidateCommand.class,
            ExportCommand.class,
            StampCommand.class,
            StepCommand.class,
            StateCarryingCommand.class,
            StudyCommand.Ablate.class,
            StudyCommand.Systems.class,
            SparseAndCommand.class,
            GenerateCommand.class,
            JudgeFlaresCommand.class
        },
        description = "Trains transformers of light curves and exports them for the stream.")
public final class Trainer {
    private Trainer() {}

    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    /** Exit code 2 for wrong use, 1 for a failure, each with one line on standard error. */
    static int execute(String... arguments) {
        return new CommandLine(new Trainer())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(command.getCommandName() + ": " + message(failure));
                    return command.getCommandSpec().exitCodeOnExecutionException();
                })
                .setParameterExceptionHandler((wrong, strings) -> {
                    wrong.getCommandLine()
                            .getErr()
                            .println(wrong.getCommandLine().getCommandName() + ": " + wrong.getMessage());
                    return wrong.getCommandLine().getCommandSpec().exitCodeOnInvalidInput();
                })
                .execute(arguments);
    }

    private static String message(Exception failure) {
        return failure.getMessage() == null
                ? failure.toString()
                : failure.getMessage().lines().findFirst().orElse(failure.toString());
    }
}
