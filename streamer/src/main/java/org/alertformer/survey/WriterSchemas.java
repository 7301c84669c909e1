package org.alertformer.survey;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.alertformer.survey.UndecodableException.Reason;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The schemas that LSST's messages name by their id, major * 100 + minor. They come from a schema registry, if there is
 * one, so that versions nobody has seen yet can be read; the bundled ones are for when it cannot be reached. Safe for use
 * by several threads.
 */
public final class WriterSchemas {
    private static final int LARGEST_ID = 99_999;

    private final @Nullable SchemaRegistry registry;
    private final Map<Integer, Schema> known = new ConcurrentHashMap<>();

    private WriterSchemas(@Nullable SchemaRegistry registry) {
        this.registry = registry;
    }

    /** Those that come with the program. */
    public static WriterSchemas bundled() {
        return new WriterSchemas(null);
    }

    /** Those of a registry, else those that come with the program. */
    public static WriterSchemas of(SchemaRegistry registry) {
        return new WriterSchemas(registry);
    }

    /** The version that an id stands for. */
    static String version(int id) {
        return id / 100 + "." + id % 100;
    }

    /** The schema with an id; an {@link UndecodableException} says where it was looked for. */
    Schema get(int id) throws UndecodableException {
        Schema schema = known.get(id);
        if (schema != null) {
            return schema;
        }
        if (id < 1 || id > LARGEST_ID) {
            throw new UndecodableException(Reason.UNKNOWN_SCHEMA, "schema id " + id + " is no version of LSST's");
        }
        SchemaRegistry.Answer answer = registry == null ? SchemaRegistry.NONE : registry.find(id);
        schema = answer.schema();
        if (schema == null) {
            schema = BundledSchemas.find("lsst/" + version(id));
        }
        if (schema == null) {
            throw new UndecodableException(
                    Reason.UNKNOWN_SCHEMA,
                    "schema id " + id + " (version " + version(id) + ") is not bundled and " + answer.problem());
        }
        if (answer.isFinal()) {
            known.put(id, schema);
        }
        return schema;
    }
}
