package org.alertformer.broker;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/**
 * Keeps warnings out of the log that Kafka gives at each start and stop and that mean nothing there: of a single node that
 * becomes controller, of topics that were made a moment ago, of clients that are closed already. Named in {@code logback.xml}: their loggers also say what people must see.
 */
public final class HarmlessWarnings extends Filter<ILoggingEvent> {
    @Override
    public FilterReply decide(ILoggingEvent event) {
        String message = event.getFormattedMessage();
        return message.contains("Performing controller activation")
                        || message.contains("The metadata response from the cluster reported a recoverable issue")
                        || message.contains("Attempting to close NetworkClient that has already been closed")
                ? FilterReply.DENY
                : FilterReply.NEUTRAL;
    }
}
