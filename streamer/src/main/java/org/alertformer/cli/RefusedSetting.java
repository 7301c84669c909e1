package org.alertformer.cli;

import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** A setting of Kafka's own that Kafka does not take. */
final class RefusedSetting {
    private RefusedSetting() {}

    /** What is wrong with it in words, if that is what made a command fail; without the value where that is a secret. */
    static @Nullable String in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("JAAS config")) {
                return "sasl.jaas.config is not of the form CLASS required username=\"…\" password=\"…\";";
            }
            if (cause instanceof ConfigException) {
                return message;
            }
        }
        return null;
    }
}
