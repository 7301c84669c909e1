package org.alertformer.topology;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Makes topics and waits until their leaders take records. A new topic is known a moment earlier: a first batch that is
 * refused then, while the second is accepted, is out of sequence for ever, and its producer would hang. A leader that
 * tells its end takes records.
 */
public final class TopicCreation {
    private static final int MOST_ATTEMPTS = 150;
    private static final int PAUSE_MILLIS = 100;

    private TopicCreation() {}

    /** Topics that exist are left as they are. */
    public static void create(Admin admin, Collection<NewTopic> topics)
            throws ExecutionException, InterruptedException {
        CreateTopicsResult result = admin.createTopics(topics);
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (NewTopic topic : topics) {
            try {
                int partitions = result.numPartitions(topic.name()).get();
                for (int partition = 0; partition < partitions; partition++) {
                    ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
                }
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
        awaitLeaders(admin, ends);
    }

    private static void awaitLeaders(Admin admin, Map<TopicPartition, OffsetSpec> ends)
            throws ExecutionException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                admin.listOffsets(ends).all().get();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || attempt == MOST_ATTEMPTS) {
                    throw e;
                }
                Thread.sleep(PAUSE_MILLIS); // the broker that answers has not heard of the topic yet
            }
        }
    }
}
