package org.alertformer.topology;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import org.jspecify.annotations.Nullable;

/**
 * Keeps Kafka from telling what stops a stream four times more, and from a line for each record of the transaction that is
 * undone with it. Named in {@code logback.xml}.
 */
public final class ToldOnce extends Filter<ILoggingEvent> {
    @Override
    public FilterReply decide(ILoggingEvent event) {
        String message = event.getFormattedMessage();
        return message.contains("TransactionAbortedException")
                        || message.contains("Processing exception handler is set to fail")
                        || isSystematic(event.getThrowableProxy())
                ? FilterReply.DENY
                : FilterReply.NEUTRAL;
    }

    private static boolean isSystematic(@Nullable IThrowableProxy failure) {
        for (IThrowableProxy cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getClassName().equals(SystematicFailureException.class.getName())) {
                return true;
            }
        }
        return false;
    }
}
