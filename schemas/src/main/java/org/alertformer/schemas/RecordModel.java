package org.alertformer.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.apache.avro.data.TimeConversions.TimestampMillisConversion;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Avro's view of the published records. Avro finds classes by the names in schemas and trusts only those that a system
 * property or a JVM-wide setting allows. Here the classes come from a fixed table instead: nothing is looked up by name,
 * so nothing must be allowed, and a schema that arrives with a message cannot name any other class.
 */
@NullMarked
final class RecordModel extends SpecificData {
    static final RecordModel INSTANCE = new RecordModel();

    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, Class<?>> classes = new HashMap<>();

    private RecordModel() {
        addLogicalTypeConversion(new TimestampMillisConversion());
        for (Class<?> type : List.of(
                Alert.class,
                Classification.class,
                ClassAlert.class,
                FlareAlert.class,
                Interval.class,
                Model.class,
                Observation.class,
                ObservationKind.class,
                ObservationWeight.class)) {
            classes.put(type.getName(), type);
        }
    }

    @Override
    @SuppressWarnings("rawtypes") // as in SpecificData
    public @Nullable Class getClass(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM, FIXED -> classes.get(schema.getFullName());
            default -> super.getClass(schema);
        };
    }

    /** A record's schema as it was written down, without what the generator of the Java classes added. */
    static Schema published(Schema generated) {
        try {
            String json = JSON.writeValueAsString(withoutJavaStrings(JSON.readTree(generated.toString())));
            return new SchemaParser().parse(json).mainSchema();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("schema of " + generated.getFullName(), e);
        }
    }

    private static JsonNode withoutJavaStrings(JsonNode node) {
        if (node instanceof ObjectNode object) {
            if (object.has(STRING_PROP)) {
                return object.get("type");
            }
            object.properties().forEach(field -> field.setValue(withoutJavaStrings(field.getValue())));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, withoutJavaStrings(array.get(i)));
            }
        }
        return node;
    }
}
