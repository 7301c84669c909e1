package org.alertformer.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.alertformer.inference.ModelException;
import org.alertformer.topology.TopicsException;
import org.apache.kafka.common.KafkaException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Runs commands the way people expect of a Unix program: exit code 2 and one line on standard error for wrong use, 1 and
 * one line for a failure, no stack trace. The trainer's commands run through it too.
 */
public final class Program {
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private Program() {}

    /** The program as picocli sees it; also what prints the shell completion. */
    public static CommandLine of(Object command) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExitCodeExceptionMapper(failure -> FAILED)
                .setParameterExceptionHandler((exception, arguments) -> misuse(exception))
                .setExecutionExceptionHandler((exception, line, parsed) -> failure(exception, line));
    }

    private static int misuse(ParameterException exception) {
        CommandLine line = exception.getCommandLine();
        String name = line.getCommandSpec().qualifiedName();
        line.getErr()
                .println(
                        name + ": " + oneLine(String.valueOf(exception.getMessage())) + " (see '" + name + " --help')");
        return MISUSED;
    }

    private static int failure(Exception exception, CommandLine line) {
        String name = line.getCommandSpec().qualifiedName();
        String refused = RefusedSetting.in(exception);
        if (refused != null || exception instanceof IllegalArgumentException) {
            String message = refused != null ? refused : String.valueOf(exception.getMessage());
            line.getErr().println(name + ": " + oneLine(message) + " (see '" + name + " --help')");
            return MISUSED;
        }
        line.getErr().println(name + ": " + oneLine(describe(exception)));
        LoggerFactory.getLogger(Program.class).debug("{} failed", name, exception);
        return FAILED;
    }

    private static String describe(Exception exception) {
        String message = String.valueOf(exception.getMessage());
        if (exception instanceof NoSuchFileException) {
            return message + " does not exist";
        }
        if (exception instanceof KafkaException && exception.getCause() != null) {
            return message + ": " + exception.getCause().getMessage();
        }
        boolean speaksForItself = exception instanceof CommandFailure
                || exception instanceof ModelException
                || exception instanceof TopicsException
                || exception.getClass().equals(IOException.class);
        return speaksForItself ? message : exception.toString();
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
