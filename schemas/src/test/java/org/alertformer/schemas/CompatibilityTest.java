package org.alertformer.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaParser;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What was once published stays readable, and readers of then read what is published now. */
final class CompatibilityTest {
    static Stream<Arguments> frozen() {
        return Stream.of(Samples.alert(), Samples.classAlert(), Samples.flareAlert())
                .flatMap(record -> Arrays.stream(Format.values())
                        .map(format -> Arguments.of("v1", record.getClass(), record, format)));
    }

    static Stream<Arguments> schemas() {
        return Stream.of(Alert.class, ClassAlert.class, FlareAlert.class).map(type -> Arguments.of("v1", type));
    }

    @ParameterizedTest(name = "{0} {1} {3}")
    @MethodSource("frozen")
    <T extends SpecificRecordBase> void decode_frozenBytes_givesTheRecord(
            String version, Class<T> type, T record, Format format) throws IOException {
        byte[] bytes = resource(version, type.getSimpleName() + "." + format);
        Schema writer = schema(version, type);
        AlertCodec<T> codec = AlertCodec.of(type, Format.JSON).accepting(writer).accepting(Frozen.SCHEMA_ID, writer);

        T decoded = codec.decode(bytes);

        assertThat(decoded).hasToString(record.toString()); // in equals no NaN is another
    }

    @ParameterizedTest
    @MethodSource("schemas")
    <T extends SpecificRecordBase> void schema_currentReader_readsFrozenWriter(String version, Class<T> type)
            throws IOException {
        Schema current = AlertCodec.of(type, Format.JSON).schema();

        var compatibility = SchemaCompatibility.checkReaderWriterCompatibility(current, schema(version, type));

        assertThat(compatibility.getType())
                .as(compatibility.getDescription())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    @ParameterizedTest
    @MethodSource("schemas")
    <T extends SpecificRecordBase> void schema_frozenReader_readsCurrentWriter(String version, Class<T> type)
            throws IOException {
        Schema current = AlertCodec.of(type, Format.JSON).schema();

        var compatibility = SchemaCompatibility.checkReaderWriterCompatibility(schema(version, type), current);

        assertThat(compatibility.getType())
                .as(compatibility.getDescription())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    private static Schema schema(String version, Class<?> type) throws IOException {
        String json = new String(resource(version, type.getSimpleName() + ".avsc"), StandardCharsets.UTF_8);
        return new SchemaParser().parse(json).mainSchema();
    }

    private static byte[] resource(String version, String name) throws IOException {
        String path = "/frozen/" + version + "/" + name;
        try (InputStream in = Objects.requireNonNull(CompatibilityTest.class.getResourceAsStream(path), path)) {
            return in.readAllBytes();
        }
    }
}
