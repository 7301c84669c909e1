package org.alertformer.survey;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Writers' schemas as resources, for bodies that come without theirs. A line {@code record NAME} begins a record, the
 * lines after it are its fields in order: a name and a type, which is a primitive type or a record named before, {@code
 * []} after it for an array and {@code ?} for a union of null and the type. The last record is the alert.
 */
final class BundledSchemas {
    private BundledSchemas() {}

    /** The schema of a survey's version, such as {@code lsst/10.0}, or null if it is not among the resources. */
    static @Nullable Schema find(String name) {
        try (InputStream in = BundledSchemas.class.getResourceAsStream("/schemas/" + name + ".txt")) {
            return in == null ? null : parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("resource schemas/" + name + ".txt", e);
        }
    }

    /** The same, where it is known to be there. */
    static Schema get(String name) {
        Schema schema = find(name);
        if (schema == null) {
            throw new IllegalArgumentException("resource schemas/" + name + ".txt is not there");
        }
        return schema;
    }

    private static Schema parse(String name, String text) {
        String namespace = name.replace("/", ".v").replaceAll("(?<=\\d)\\.", "_");
        Map<String, Schema> records = new HashMap<>();
        Schema record = null;
        List<Schema.Field> fields = new ArrayList<>();
        for (String line : text.lines().filter(l -> !l.startsWith("#")).toList()) {
            int space = line.indexOf(' ');
            String first = line.substring(0, space);
            String second = line.substring(space + 1);
            if (first.equals("record")) {
                complete(record, fields);
                fields = new ArrayList<>();
                record = Schema.createRecord(second, null, namespace, false);
                records.put(second, record);
            } else {
                fields.add(new Schema.Field(first, type(second, records)));
            }
        }
        return complete(record, fields);
    }

    private static Schema complete(@Nullable Schema record, List<Schema.Field> fields) {
        if (record != null) {
            record.setFields(fields);
            return record;
        }
        return Schema.create(Schema.Type.NULL);
    }

    private static Schema type(String name, Map<String, Schema> records) {
        if (name.endsWith("?")) {
            return Schema.createUnion(
                    Schema.create(Schema.Type.NULL), type(name.substring(0, name.length() - 1), records));
        }
        if (name.endsWith("[]")) {
            return Schema.createArray(type(name.substring(0, name.length() - 2), records));
        }
        Schema record = records.get(name);
        return record != null ? record : Schema.create(Schema.Type.valueOf(name.toUpperCase(java.util.Locale.ROOT)));
    }
}
