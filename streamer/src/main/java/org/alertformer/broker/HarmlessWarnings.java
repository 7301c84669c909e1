package org.alertformer.broker;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;

/**
 * Keeps out of the log what Kafka says at each start and stop and what means nothing there: of a single node that becomes
 * controller, of topics that were made a moment ago, of clients that are closed already. Of what is told better elsewhere: that no
 * broker answers at first, which the command's own error says; stores that are restored after a kill, which Kafka calls
 * corrupted; failures that the stream's own handler has told. Named in {@code logback.xml}: their loggers also say what people
 * must see.
 */
public final class HarmlessWarnings extends Filter<ILoggingEvent> {
    private static final List<String> HARMLESS = List.of(
            "Performing controller activation",
            "The metadata response from the cluster reported a recoverable issue",
            "Attempting to close NetworkClient that has already been closed",
            "Connection to node -1 ",
            "Bootstrap broker ",
            "Not updating last stable offset for partition",
            "did not find checkpoint offsets while stores are not empty",
            "TaskCorruptedException",
            "Encounter corrupted task",
            "Will close the task as dirty and re-create and bootstrap from scratch",
            "the registered exception handler opted to SHUTDOWN_CLIENT");

    @Override
    public FilterReply decide(ILoggingEvent event) {
        String message = event.getFormattedMessage();
        return HARMLESS.stream().anyMatch(message::contains) ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
}
