package org.alertformer.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Published records to the values of messages and back.
 *
 * <p>A codec writes one format and reads all of them: it recognises them by their first bytes, and resolves records that
 * were written with an older or newer schema by Avro's rules. Containers bring their schema along. Single objects and
 * Confluent's framing only name theirs; those other than the current one are made known with {@link #accepting}.
 * Fields of the schema marked {@code "json": "string"} (64-bit ids) are strings in JSON, times are ISO 8601 in UTC,
 * unions have no wrapping, and NaN and infinities are the strings {@code "NaN"}, {@code "Infinity"} and {@code
 * "-Infinity"}, as JSON has no numbers for them.
 *
 * <p>Immutable and safe for use by several threads.
 *
 * @param <T> {@link Alert}, {@link ClassAlert} or {@link FlareAlert}
 */
@NullMarked
public final class AlertCodec<T extends SpecificRecordBase> {
    private static final byte[] SINGLE_OBJECT = {(byte) 0xc3, 1};
    private static final int SINGLE_OBJECT_HEADER = SINGLE_OBJECT.length + Long.BYTES;
    private static final int CONFLUENT_HEADER = 1 + Integer.BYTES;
    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private final Format format;
    private final Schema published;
    private final Schema expected;
    private final SpecificDatumWriter<T> writer;
    private final Container<T> container;
    private final JsonRecords<T> json;
    private final byte[] prefix;
    private final Map<Long, RecordReader<T>> byFingerprint;
    private final Map<Integer, RecordReader<T>> byId;

    private AlertCodec(
            Format format,
            Schema expected,
            Schema published,
            byte[] prefix,
            Map<Long, RecordReader<T>> byFingerprint,
            Map<Integer, RecordReader<T>> byId) {
        this.format = format;
        this.expected = expected;
        this.published = published;
        this.prefix = prefix;
        this.byFingerprint = Map.copyOf(byFingerprint);
        this.byId = Map.copyOf(byId);
        this.writer = new SpecificDatumWriter<>(expected, RecordModel.INSTANCE);
        this.container = new Container<>(published, expected);
        this.json = new JsonRecords<>(expected);
    }

    /**
     * A codec that writes the given format.
     *
     * @throws IllegalArgumentException for {@link Format#CONFLUENT}, which needs a schema id: see {@link #confluent}
     */
    public static <T extends SpecificRecordBase> AlertCodec<T> of(Class<T> type, Format format) {
        if (format == Format.CONFLUENT) {
            throw new IllegalArgumentException("Confluent's framing needs the id of the schema in its registry");
        }
        Schema expected = RecordModel.INSTANCE.getSchema(type);
        Schema published = RecordModel.published(expected);
        long fingerprint = SchemaNormalization.parsingFingerprint64(published);
        byte[] prefix = format == Format.SINGLE_OBJECT ? singleObjectPrefix(fingerprint) : new byte[0];
        var readers = Map.of(fingerprint, new RecordReader<T>(published, expected));
        return new AlertCodec<>(format, expected, published, prefix, readers, Map.of());
    }

    /**
     * A codec that writes Confluent's framing.
     *
     * @param schemaId the id that the registry gave to {@link #schema()}
     */
    public static <T extends SpecificRecordBase> AlertCodec<T> confluent(Class<T> type, int schemaId) {
        AlertCodec<T> plain = of(type, Format.CONTAINER);
        byte[] prefix = ByteBuffer.allocate(CONFLUENT_HEADER)
                .put((byte) 0)
                .putInt(schemaId)
                .array();
        var readers = Map.of(schemaId, new RecordReader<T>(plain.published, plain.expected));
        return new AlertCodec<>(
                Format.CONFLUENT, plain.expected, plain.published, prefix, plain.byFingerprint, readers);
    }

    /** This codec, which also reads single objects written with another version of the schema. */
    public AlertCodec<T> accepting(Schema other) {
        var readers = new HashMap<>(byFingerprint);
        readers.put(SchemaNormalization.parsingFingerprint64(other), new RecordReader<>(other, expected));
        return new AlertCodec<>(format, expected, published, prefix, readers, byId);
    }

    /** This codec, which also reads Confluent's framing with the given schema id. */
    public AlertCodec<T> accepting(int schemaId, Schema other) {
        var readers = new HashMap<>(byId);
        readers.put(schemaId, new RecordReader<>(other, expected));
        return new AlertCodec<>(format, expected, published, prefix, byFingerprint, readers);
    }

    /** The schema that records are written with. */
    public Schema schema() {
        return published;
    }

    /** The format that {@link #encode} writes. */
    public Format format() {
        return format;
    }

    /** The value of the message that holds a record. Throws NullPointerException naming a field that is not set. */
    public byte[] encode(T record) {
        if (format == Format.JSON) {
            return json.write(record);
        }
        Scratch scratch = SCRATCH.get();
        byte[] body = scratch.write(writer, record);
        int length = scratch.length();
        if (format == Format.CONTAINER) {
            return container.wrap(body, length);
        }
        byte[] message = new byte[prefix.length + length];
        System.arraycopy(prefix, 0, message, 0, prefix.length);
        System.arraycopy(body, 0, message, prefix.length, length);
        return message;
    }

    /**
     * The record in the value of a message of any format.
     *
     * @throws MalformedRecordException if there is none; no array is larger than the message warrants
     */
    public T decode(byte[] message) {
        return switch (Format.of(message)) {
            case CONTAINER -> container.read(message);
            case JSON -> json.read(message);
            case SINGLE_OBJECT -> {
                requireLength(message, SINGLE_OBJECT_HEADER);
                long fingerprint = littleEndian(message).getLong(SINGLE_OBJECT.length);
                yield known(byFingerprint.get(fingerprint), "fingerprint " + Long.toHexString(fingerprint))
                        .read(message, SINGLE_OBJECT_HEADER, message.length - SINGLE_OBJECT_HEADER);
            }
            case CONFLUENT -> {
                requireLength(message, CONFLUENT_HEADER);
                int id = ByteBuffer.wrap(message).getInt(1);
                yield known(byId.get(id), "id " + id)
                        .read(message, CONFLUENT_HEADER, message.length - CONFLUENT_HEADER);
            }
        };
    }

    private RecordReader<T> known(@Nullable RecordReader<T> reader, String name) {
        if (reader == null) {
            throw new MalformedRecordException("no schema of " + published.getName() + " is known with " + name);
        }
        return reader;
    }

    private static void requireLength(byte[] message, int least) {
        if (message.length <= least) {
            throw new MalformedRecordException("the message ends within its header of " + least + " bytes");
        }
    }

    private static byte[] singleObjectPrefix(long fingerprint) {
        byte[] prefix = new byte[SINGLE_OBJECT_HEADER];
        littleEndian(prefix).put(SINGLE_OBJECT).putLong(fingerprint);
        return prefix;
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The binary form of the last record that a thread wrote. */
    private static final class Scratch extends ByteArrayOutputStream {
        private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(this, null);

        <T> byte[] write(SpecificDatumWriter<T> writer, T record) {
            reset();
            try {
                writer.write(record, encoder);
                encoder.flush();
            } catch (IOException e) {
                throw new IllegalStateException("memory does not fail", e);
            }
            return buf;
        }

        int length() {
            return count;
        }
    }
}
