package org.alertformer.schemas;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.LogicalTypes.TimestampMillis;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Records as JSON. Avro's own JSON encoding wraps unions, writes 64-bit ids as numbers, which most readers round, and
 * times as numbers; this one is meant for people, jq and pandas, and still reads back to the same record.
 *
 * <p>Fields that the schema does not know are passed over and missing ones get their defaults, as in Avro. Safe for use
 * by several threads.
 */
@NullMarked
final class JsonRecords<T> {
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Schema schema;

    JsonRecords(Schema schema) {
        this.schema = schema;
    }

    byte[] write(T record) {
        var out = new ByteArrayOutputStream(1024);
        try (JsonGenerator generator = JSON.createGenerator(out)) {
            write(record, schema, false, generator);
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return out.toByteArray();
    }

    @SuppressWarnings("unchecked") // the schema is that of T
    T read(byte[] message) {
        try (JsonParser parser = JSON.createParser(message)) {
            parser.nextToken();
            T record = (T) readRecord(schema, parser);
            if (parser.nextToken() != null) {
                throw new MalformedRecordException("more follows the JSON object");
            }
            return record;
        } catch (IOException | DateTimeException | NumberFormatException | AvroRuntimeException e) {
            throw new MalformedRecordException("JSON of " + schema.getName() + ": " + e.getMessage(), e);
        }
    }

    private static void write(@Nullable Object value, Schema schema, boolean asString, JsonGenerator out)
            throws IOException {
        switch (schema.getType()) {
            case RECORD -> {
                IndexedRecord record = (IndexedRecord) present(value, schema);
                out.writeStartObject();
                for (Schema.Field field : schema.getFields()) {
                    out.writeFieldName(field.name());
                    write(record.get(field.pos()), field.schema(), isString(field), out);
                }
                out.writeEndObject();
            }
            case ARRAY -> {
                out.writeStartArray();
                for (Object element : (List<?>) present(value, schema)) {
                    write(element, schema.getElementType(), false, out);
                }
                out.writeEndArray();
            }
            case UNION -> {
                if (value == null) {
                    out.writeNull();
                } else {
                    write(value, notNull(schema), asString, out);
                }
            }
            case FLOAT -> writeNumber((Float) present(value, schema), out);
            case DOUBLE -> writeNumber((Double) present(value, schema), out);
            case INT -> out.writeNumber((Integer) present(value, schema));
            case BOOLEAN -> out.writeBoolean((Boolean) present(value, schema));
            case LONG -> {
                Object number = present(value, schema);
                if (asString || number instanceof Instant) {
                    out.writeString(number.toString());
                } else {
                    out.writeNumber((Long) number);
                }
            }
            case STRING, ENUM -> out.writeString(present(value, schema).toString());
            default -> throw new IllegalStateException("no JSON form for " + schema);
        }
    }

    private static void writeNumber(float value, JsonGenerator out) throws IOException {
        if (Float.isFinite(value)) {
            out.writeNumber(value);
        } else {
            out.writeString(Float.toString(value));
        }
    }

    private static void writeNumber(double value, JsonGenerator out) throws IOException {
        if (Double.isFinite(value)) {
            out.writeNumber(value);
        } else {
            out.writeString(Double.toString(value));
        }
    }

    private static Object present(@Nullable Object value, Schema schema) {
        if (value == null) {
            throw new NullPointerException("null where the schema has " + schema.getType());
        }
        return value;
    }

    private static Object readRecord(Schema schema, JsonParser in) throws IOException {
        require(in, JsonToken.START_OBJECT, schema.getName());
        var record = (IndexedRecord) RecordModel.INSTANCE.newRecord(null, schema);
        boolean[] seen = new boolean[schema.getFields().size()];
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            Schema.Field field = schema.getField(in.currentName());
            in.nextToken();
            if (field == null) {
                in.skipChildren();
            } else {
                seen[field.pos()] = true;
                record.put(field.pos(), read(field, in));
            }
        }
        for (Schema.Field field : schema.getFields()) {
            if (!seen[field.pos()]) {
                if (!field.hasDefaultValue()) {
                    throw new MalformedRecordException(schema.getName() + " lacks the field " + field.name());
                }
                record.put(field.pos(), RecordModel.INSTANCE.getDefaultValue(field));
            }
        }
        return record;
    }

    private static @Nullable Object read(Schema.Field field, JsonParser in) throws IOException {
        try {
            return read(field.schema(), field.name(), in);
        } catch (DateTimeException | NumberFormatException e) {
            throw new MalformedRecordException(
                    "field " + field.name() + " cannot be " + in.getText() + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable Object read(Schema schema, String name, JsonParser in) throws IOException {
        return switch (schema.getType()) {
            case RECORD -> readRecord(schema, in);
            case ARRAY -> {
                require(in, JsonToken.START_ARRAY, name);
                List<Object> elements = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(present(read(schema.getElementType(), name, in), schema.getElementType()));
                }
                yield elements;
            }
            case UNION -> in.currentToken() == JsonToken.VALUE_NULL ? null : read(notNull(schema), name, in);
            case FLOAT -> Float.parseFloat(scalar(in, name));
            case DOUBLE -> Double.parseDouble(scalar(in, name));
            case INT -> Integer.parseInt(scalar(in, name));
            case LONG ->
                schema.getLogicalType() instanceof TimestampMillis
                        ? Instant.parse(scalar(in, name))
                        : (Object) Long.parseLong(scalar(in, name));
            case BOOLEAN -> {
                if (!in.currentToken().isBoolean()) {
                    throw wrong(in, name, "true or false");
                }
                yield in.getBooleanValue();
            }
            case STRING -> {
                require(in, JsonToken.VALUE_STRING, name);
                yield in.getText();
            }
            case ENUM -> {
                String symbol = scalar(in, name);
                if (!schema.hasEnumSymbol(symbol)) {
                    throw wrong(in, name, "one of " + schema.getEnumSymbols());
                }
                yield RecordModel.INSTANCE.createEnum(symbol, schema);
            }
            default -> throw new IllegalStateException("no JSON form for " + schema);
        };
    }

    private static String scalar(JsonParser in, String name) throws IOException {
        JsonToken token = in.currentToken();
        if (token == null || !(token.isNumeric() || token == JsonToken.VALUE_STRING)) {
            throw wrong(in, name, "a number or a string");
        }
        return in.getText();
    }

    private static void require(JsonParser in, JsonToken token, String name) throws IOException {
        if (in.currentToken() != token) {
            throw wrong(in, name, token.toString());
        }
    }

    private static MalformedRecordException wrong(JsonParser in, String name, String expected) throws IOException {
        return new MalformedRecordException(name + " is " + in.getText() + ", expected " + expected);
    }

    private static boolean isString(Schema.Field field) {
        return "string".equals(field.getProp("json"));
    }

    private static Schema notNull(Schema union) {
        return union.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a union of nothing: " + Arrays.asList(union.getTypes())));
    }
}
