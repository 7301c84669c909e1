package org.alertformer.subscription;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.Format;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;

/** Where alerts go. Closing completes what was written and leaves the stream below open. */
public interface AlertOutput<T> extends Closeable {
    void write(T alert) throws IOException;

    /** Makes what was written visible. */
    void flush() throws IOException;

    /** A table for people, with its header before the first row. */
    static <T extends SpecificRecordBase> AlertOutput<T> table(AlertTopic<T> topic, OutputStream out) {
        return new AlertOutput<>() {
            private boolean begun;

            @Override
            public void write(T alert) throws IOException {
                if (!begun) {
                    line(topic.tableHeader().getBytes(StandardCharsets.UTF_8), out);
                    begun = true;
                }
                line(topic.tableRow().apply(alert).getBytes(StandardCharsets.UTF_8), out);
            }

            @Override
            public void flush() throws IOException {
                out.flush();
            }

            @Override
            public void close() throws IOException {
                out.flush();
            }
        };
    }

    /** The published record as JSON, one a line. */
    static <T extends SpecificRecordBase> AlertOutput<T> json(AlertTopic<T> topic, OutputStream out) {
        AlertCodec<T> codec = AlertCodec.of(topic.type(), Format.JSON);
        return new AlertOutput<>() {
            @Override
            public void write(T alert) throws IOException {
                line(codec.encode(alert), out);
            }

            @Override
            public void flush() throws IOException {
                out.flush();
            }

            @Override
            public void close() throws IOException {
                out.flush();
            }
        };
    }

    /** One Avro container of all alerts; complete after each flush. */
    static <T extends SpecificRecordBase> AlertOutput<T> container(AlertTopic<T> topic, OutputStream out)
            throws IOException {
        var writer = new DataFileWriter<T>(new SpecificDatumWriter<>(topic.type()));
        writer.create(AlertCodec.of(topic.type(), Format.CONTAINER).schema(), out);
        return new AlertOutput<>() {
            @Override
            public void write(T alert) throws IOException {
                writer.append(alert);
            }

            @Override
            public void flush() throws IOException {
                writer.flush();
            }

            @Override
            public void close() throws IOException {
                writer.flush();
            }
        };
    }

    /** A folder of Avro containers, one an alert, named by object, alert and kind. */
    static <T extends SpecificRecordBase> AlertOutput<T> folder(AlertTopic<T> topic, Path folder) throws IOException {
        Files.createDirectories(folder);
        AlertCodec<T> codec = AlertCodec.of(topic.type(), Format.CONTAINER);
        return new AlertOutput<>() {
            @Override
            public void write(T alert) throws IOException {
                String object = topic.objectName().apply(alert).replaceAll("[^\\p{L}\\p{N}._+-]", "_");
                String name = object + "-" + topic.alertId().applyAsLong(alert) + "-" + topic.kind() + ".avro";
                Files.write(folder.resolve(name), codec.encode(alert));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    private static void line(byte[] text, OutputStream out) throws IOException {
        out.write(text);
        out.write('\n');
    }
}
