package org.alertformer.schemas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * The records of {@link Samples} as a released version wrote them. Run by hand, with the folder of the new version as
 * its argument, when a version is released; files that are there are never written again.
 */
final class Frozen {
    static final int SCHEMA_ID = 0x01020304;

    private Frozen() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectory(Path.of(arguments[0]));
        for (SpecificRecordBase record : List.of(Samples.alert(), Samples.classAlert(), Samples.flareAlert())) {
            write(folder, record);
        }
    }

    static <T extends SpecificRecordBase> AlertCodec<T> codec(Class<T> type, Format format) {
        return format == Format.CONFLUENT ? AlertCodec.confluent(type, SCHEMA_ID) : AlertCodec.of(type, format);
    }

    @SuppressWarnings("unchecked") // a record's class is that of its codec
    private static <T extends SpecificRecordBase> void write(Path folder, T record) throws IOException {
        var type = (Class<T>) record.getClass();
        for (Format format : Format.values()) {
            AlertCodec<T> codec = codec(type, format);
            Files.write(folder.resolve(type.getSimpleName() + "." + format), codec.encode(record));
            Files.writeString(
                    folder.resolve(type.getSimpleName() + ".avsc"),
                    codec.schema().toString(true));
        }
    }
}
