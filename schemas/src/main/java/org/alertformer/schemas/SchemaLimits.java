package org.alertformer.schemas;

import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.NullMarked;

/**
 * What the schema of a message from a stranger may contain. Avro checks the lengths of strings and arrays against the
 * bytes that are there, but a schema can ask for more work than its message has bytes: elements of no bytes are declared
 * by the billion, types without content nest to any count, and a recursive type goes on until the stack ends. Our
 * records have none of these, so schemas that do are refused, and reading costs no more than the message is long.
 */
@NullMarked
final class SchemaLimits {
    private static final int GREATEST_HEIGHT = 32;
    private static final int UNFINISHED = -1;

    /** Levels of types below each type, itself included: a type is looked at once however often it is used. */
    private final Map<Schema, Integer> heights = new IdentityHashMap<>();

    private SchemaLimits() {}

    /** Throws {@link MalformedRecordException} naming the type that goes beyond the limits. */
    static void check(Schema schema) {
        new SchemaLimits().height(schema, 1);
    }

    private int height(Schema schema, int depth) {
        Integer known = heights.get(schema);
        if (known != null && known == UNFINISHED) {
            throw refused(schema, "contains itself");
        }
        if (known == null) {
            if (depth > GREATEST_HEIGHT) {
                throw refused(schema, "is nested too deeply");
            }
            heights.put(schema, UNFINISHED);
            known = 1 + below(schema, depth + 1);
            heights.put(schema, known);
        }
        if (known > GREATEST_HEIGHT) {
            throw refused(schema, "is nested too deeply");
        }
        return known;
    }

    private int below(Schema schema, int depth) {
        return switch (schema.getType()) {
            case ARRAY -> {
                if (schema.getElementType().getType() == Schema.Type.NULL) {
                    throw refused(schema, "has elements without content");
                }
                yield height(schema.getElementType(), depth);
            }
            case MAP -> height(schema.getValueType(), depth);
            case UNION ->
                schema.getTypes().stream()
                        .mapToInt(branch -> height(branch, depth))
                        .max()
                        .orElse(0);
            case FIXED -> {
                if (schema.getFixedSize() == 0) {
                    throw refused(schema, "has no content");
                }
                yield 0;
            }
            case RECORD -> {
                if (schema.getFields().stream().allMatch(field -> field.schema().getType() == Schema.Type.NULL)) {
                    throw refused(schema, "has no content");
                }
                yield schema.getFields().stream()
                        .mapToInt(field -> height(field.schema(), depth))
                        .max()
                        .orElse(0);
            }
            default -> 0;
        };
    }

    private static MalformedRecordException refused(Schema schema, String reason) {
        return new MalformedRecordException("schema refused: the type " + schema.getFullName() + " " + reason);
    }
}
