package org.alertformer.chaos;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/** How far a consumer group has come with a topic that has been there since its first record. */
final class GroupProgress implements AutoCloseable {
    private final Admin admin;
    private final String group;

    private GroupProgress(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    static GroupProgress of(String bootstrap, String group) {
        return new GroupProgress(Admin.create(Map.of("bootstrap.servers", bootstrap)), group);
    }

    /** Records before the committed offsets of all partitions. */
    long committed() throws Exception {
        return admin
                .listConsumerGroupOffsets(Map.of(group, new ListConsumerGroupOffsetsSpec()))
                .partitionsToOffsetAndMetadata(group)
                .get()
                .values()
                .stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    @Override
    public void close() {
        admin.close();
    }
}
