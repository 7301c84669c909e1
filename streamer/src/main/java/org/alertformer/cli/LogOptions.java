package org.alertformer.cli;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** How the log is written. */
final class LogOptions {
    private static final String APPENDER = "stderr";
    private static final String LEFT_OUT = LogstashFieldNames.IGNORE_FIELD_INDICATOR;

    @Option(
            names = "--log-format",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "Log lines for people, or one JSON object each with topic, partition, offset and object as "
                    + "fields of their own (default: ${DEFAULT-VALUE}).")
    private Format format = Format.text;

    /** Spelled as on the command line. */
    private enum Format {
        text,
        json
    }

    /** Writes the log so from now on. */
    void apply() {
        if (format == Format.json
                && LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                && context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(APPENDER)
                        instanceof OutputStreamAppender<ILoggingEvent> appender) {
            appender.setEncoder(json(context));
        }
    }

    static Encoder<ILoggingEvent> json(LoggerContext context) {
        LogstashFieldNames names = new LogstashFieldNames();
        names.setTimestamp("time");
        names.setLogger("logger");
        names.setThread("thread");
        names.setVersion(LEFT_OUT);
        names.setLevelValue(LEFT_OUT);
        LogstashEncoder encoder = new LogstashEncoder();
        encoder.setContext(context);
        encoder.setFieldNames(names);
        encoder.setTimeZone("UTC");
        encoder.start();
        return encoder;
    }
}
