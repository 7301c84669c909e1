package org.alertformer.topology;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.alertformer.classification.SourcePosition;

/**
 * Counts the records of each topic that fail in a row, over all of this process' partitions. One that succeeds ends the
 * run, so a poisoned record here and there never stops a stream; a topic in which nothing succeeds does.
 */
final class FailureRun {
    private final int longest;
    private final Map<String, Run> runs = new ConcurrentHashMap<>();

    private record Run(int length, SourcePosition first) {}

    /**
     * @param longest failures in a row at which the stream stops; 0 for never
     */
    FailureRun(int longest) {
        this.longest = longest;
    }

    void succeeded(String topic) {
        if (!runs.isEmpty()) {
            runs.remove(topic);
        }
    }

    /**
     * @throws SystematicFailureException if it is one failure too many
     */
    void failed(SourcePosition source, String reason, String message) {
        Run run = runs.merge(
                source.topic(), new Run(1, source), (before, one) -> new Run(before.length + 1, before.first));
        if (longest > 0 && run.length >= longest) {
            throw new SystematicFailureException("the last " + run.length + " records of topic " + source.topic()
                    + " that were taken up all fail, from " + at(run.first) + " to " + at(source) + ", the last one as "
                    + reason + ": " + message
                    + "; nothing of the transaction in hand was committed. Put the cause right,"
                    + " start again, and send what is in the dead letters with 'dead-letters replay'; or allow more with"
                    + " --max-failures");
        }
    }

    private static String at(SourcePosition position) {
        return "partition " + position.partition() + " offset " + position.offset();
    }
}
