package org.alertformer.topology;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;

/** Tells soon, and in words, when there is no Kafka; its own clients would try for a minute and name a time-out. */
public final class BrokerProbe {
    private static final int PATIENCE_MILLIS = 15_000;

    private BrokerProbe() {}

    /** Throws {@link TopicsException} naming the address if no broker answers there. */
    public static void requireAnswer(Admin admin, String bootstrap) throws TopicsException, InterruptedException {
        try {
            admin.describeCluster(new DescribeClusterOptions().timeoutMs(PATIENCE_MILLIS))
                    .nodes()
                    .get();
        } catch (ExecutionException e) {
            throw new TopicsException("no Kafka answers at " + bootstrap + ": " + reason(e), e);
        }
    }

    static String reason(ExecutionException e) {
        return e.getCause() instanceof KafkaException cause ? String.valueOf(cause.getMessage()) : e.toString();
    }
}
