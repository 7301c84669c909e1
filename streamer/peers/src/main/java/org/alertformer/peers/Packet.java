package org.alertformer.peers;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One message of the input, undecoded; a class as Flink's serialisers want it. */
public final class Packet {
    static final TypeInformation<Packet> TYPE = Types.POJO(
            Packet.class,
            Map.of("object", Types.STRING, "value", Types.PRIMITIVE_ARRAY(Types.BYTE), "timestamp", Types.LONG));

    public String object = "";
    public byte[] value = new byte[0];
    public long timestamp;

    String object() {
        return object;
    }

    /** Messages are keyed by their object. */
    static final class Schema implements KafkaRecordDeserializationSchema<Packet> {
        private static final long serialVersionUID = 1;

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> message, Collector<Packet> out) {
            Packet packet = new Packet();
            packet.object = new String(message.key(), StandardCharsets.UTF_8);
            packet.value = message.value();
            packet.timestamp = message.timestamp();
            out.collect(packet);
        }

        @Override
        public TypeInformation<Packet> getProducedType() {
            return TYPE;
        }
    }
}
