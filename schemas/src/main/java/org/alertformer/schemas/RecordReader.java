package org.alertformer.schemas;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Reads the binary form of one record that was written with one schema, within {@link SchemaLimits}. Safe for use by
 * several threads.
 *
 * <p>Avro checks that an array's elements fit into the bytes left, but with the least size that the reader's schema gives
 * them: arrays of records that have since gained a field are refused. So records of other schemas are read twice, first
 * with their own schema, which checks them, then resolved from a stream whose end Avro cannot see.
 */
@NullMarked
final class RecordReader<T> {
    private static final ThreadLocal<@Nullable BinaryDecoder> DECODER = new ThreadLocal<>();

    private final DatumReader<T> reader;
    private final @Nullable DatumReader<Object> check;

    RecordReader(Schema writer, Schema expected) {
        SchemaLimits.check(writer);
        try {
            reader = new SpecificDatumReader<>(writer, expected, RecordModel.INSTANCE);
            check = sameShape(writer, expected) ? null : new GenericDatumReader<>(writer);
        } catch (AvroRuntimeException e) {
            throw new MalformedRecordException("schema " + writer.getFullName() + ": " + e.getMessage(), e);
        }
    }

    /** The record that fills exactly these bytes. */
    T read(byte[] bytes, int offset, int length) {
        try {
            if (check == null) {
                return readAll(reader, bytes, offset, length);
            }
            readAll(check, bytes, offset, length);
            var in = new ByteArrayInputStream(bytes, offset, length);
            return reader.read(null, DecoderFactory.get().directBinaryDecoder(in, null));
        } catch (MalformedRecordException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // Avro throws many kinds on bytes that make no sense
            throw new MalformedRecordException("no record in " + length + " bytes: " + e, e);
        }
    }

    private static <R> R readAll(DatumReader<R> reader, byte[] bytes, int offset, int length) throws IOException {
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, offset, length, DECODER.get());
        DECODER.set(decoder);
        R record = reader.read(null, decoder);
        if (!decoder.isEnd()) {
            throw new MalformedRecordException("bytes are left after the record in " + length + " bytes");
        }
        return record;
    }

    private static boolean sameShape(Schema writer, Schema expected) {
        return SchemaNormalization.toParsingForm(writer).equals(SchemaNormalization.toParsingForm(expected));
    }
}
