package org.alertformer.chaos;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends messages at a constant rate, in order, through a broker's restarts. */
final class Feeder {
    private Feeder() {}

    /** Completes when the broker has acknowledged all of them. */
    static CompletableFuture<Void> feed(
            String bootstrap, String topic, List<DisorderedNight.Message> messages, int rate) {
        return CompletableFuture.runAsync(
                () -> send(bootstrap, topic, messages, rate), task -> new Thread(task, "feeder").start());
    }

    private static void send(String bootstrap, String topic, List<DisorderedNight.Message> messages, int rate) {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap, ProducerConfig.BUFFER_MEMORY_CONFIG, 256L << 20);
        CompletableFuture<Void> failure = new CompletableFuture<>();
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            long began = System.nanoTime();
            for (int i = 0; i < messages.size(); i++) {
                long due = began + (long) (i * 1e9 / rate);
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                var message = messages.get(i);
                producer.send(new ProducerRecord<>(topic, message.key(), message.value()), (metadata, error) -> {
                    if (error != null) {
                        failure.completeExceptionally(error);
                    }
                });
            }
            producer.flush();
        }
        failure.complete(null);
        failure.join();
    }
}
