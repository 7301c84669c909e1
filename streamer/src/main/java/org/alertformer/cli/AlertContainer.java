package org.alertformer.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.alertformer.classification.NativeAlerts;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.schemas.Alert;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.Format;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * A file of native alerts that depends on nothing but them: the sync marker, random by default, is the schema's MD5.
 */
final class AlertContainer implements AutoCloseable {
    private static final List<String> CODECS = List.of("snappy", "deflate", "null");
    private static final int BLOCK_BYTES = 1 << 18;

    private final DataFileWriter<Alert> writer;

    private AlertContainer(DataFileWriter<Alert> writer) {
        this.writer = writer;
    }

    /** The compression of a name; throws {@link IllegalArgumentException} naming it if there is none. */
    static CodecFactory codec(String name) {
        if (!CODECS.contains(name)) {
            throw new IllegalArgumentException("codec '" + name + "' is none of " + String.join(" ", CODECS));
        }
        return name.equals("deflate") ? CodecFactory.deflateCodec(1) : CodecFactory.fromString(name);
    }

    static AlertContainer create(Path file, CodecFactory codec) throws IOException {
        var schema = AlertCodec.of(Alert.class, Format.CONTAINER).schema();
        var writer = new DataFileWriter<Alert>(new SpecificDatumWriter<>(Alert.class));
        try {
            writer.setCodec(codec).setSyncInterval(BLOCK_BYTES);
            byte[] sync = SchemaNormalization.parsingFingerprint("MD5", schema);
            return new AlertContainer(writer.create(schema, Files.newOutputStream(file), sync));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    void append(SurveyAlert alert) throws IOException {
        writer.append(NativeAlerts.of(alert));
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
