package org.alertformer.topology;

import java.util.Optional;

/**
 * Every record of a topic fails: one after the other, too many to blame the records. Going on would empty the topic into the
 * dead letters. The message names topic, offsets and reason.
 */
public final class SystematicFailureException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SystematicFailureException(String message) {
        super(message);
    }

    /** The one that made a stream fail, if that is what made it fail: Kafka wraps what processors throw. */
    public static Optional<SystematicFailureException> in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SystematicFailureException systematic) {
                return Optional.of(systematic);
            }
        }
        return Optional.empty();
    }
}
