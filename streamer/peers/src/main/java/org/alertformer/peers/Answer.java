package org.alertformer.peers;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** One message of the output; a class as Flink's serialisers want it. */
public final class Answer {
    static final TypeInformation<Answer> TYPE = Types.POJO(
            Answer.class,
            Map.of(
                    "topic",
                    Types.STRING,
                    "key",
                    Types.PRIMITIVE_ARRAY(Types.BYTE),
                    "value",
                    Types.PRIMITIVE_ARRAY(Types.BYTE)));

    public String topic = "";
    public byte[] key = new byte[0];
    public byte[] value = new byte[0];

    static Answer of(String topic, String object, byte[] value) {
        Answer answer = new Answer();
        answer.topic = topic;
        answer.key = FlinkContestant.utf8(object);
        answer.value = value;
        return answer;
    }

    /** Each answer names its topic, one of those that the sink has to know. */
    static final class Schema implements KafkaRecordSerializationSchema<Answer>, KafkaDatasetFacetProvider {
        private static final long serialVersionUID = 1;

        private final String name;

        Schema(String name) {
            this.name = name;
        }

        @Override
        public ProducerRecord<byte[], byte[]> serialize(Answer answer, KafkaSinkContext context, Long timestamp) {
            return new ProducerRecord<>(answer.topic, answer.key, answer.value);
        }

        @Override
        public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
            List<String> topics = List.of(Served.classifications(name), Served.flares(name));
            return Optional.of(new DefaultKafkaDatasetFacet(DefaultKafkaDatasetIdentifier.ofTopics(topics)));
        }
    }
}
