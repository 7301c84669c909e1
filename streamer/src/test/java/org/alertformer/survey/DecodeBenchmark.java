package org.alertformer.survey;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.alertformer.survey.Decoded.Accepted;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Packets a second from bytes to a light curve's observations, of real packets; native ones are written here. Compared
 * with Avro's generic reader: {@link #wholeContainer} opens each message as the container it is, {@link #wholeRecord} is
 * given the schema and the bare record, which is the least a generic reader can do.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class DecodeBenchmark {
    private static final Path SAMPLES = Path.of(System.getProperty("shared.directory", "../shared"), "samples");

    @Param({"native", "ztf/sequence", "ztf/forced", "ztf/snappy", "lsst/real", "elasticc"})
    String packets = "";

    private final List<byte[]> messages = new ArrayList<>();
    private final List<byte[]> bodies = new ArrayList<>();
    private final List<Schema> schemas = new ArrayList<>();
    private final List<GenericDatumReader<GenericRecord>> whole = new ArrayList<>();
    private AlertReader reader = Survey.NATIVE.reader();
    private BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(new byte[0], null);
    private int next;

    @Setup
    public void read() throws IOException, UndecodableException {
        if (packets.equals("native")) {
            add(ZtfPackets.container(List.of(NativeReaderTest.record()), CodecFactory.nullCodec()));
            return;
        }
        try (PacketFiles files = PacketFiles.open(List.of(SAMPLES.resolve(packets)), null)) {
            for (Packet packet : files) {
                reader = reader instanceof NativeReader ? packet.survey().reader() : reader;
                if (reader.read(packet.message()) instanceof Accepted) {
                    add(packet.message());
                }
            }
        }
    }

    private void add(byte[] message) throws IOException {
        messages.add(message);
        try (DataFileStream<GenericRecord> in =
                new DataFileStream<>(new ByteArrayInputStream(message), new GenericDatumReader<>())) {
            ByteBuffer block = in.nextBlock();
            byte[] body = new byte[block.remaining()];
            block.get(body);
            bodies.add(body);
            schemas.add(in.getSchema());
            whole.add(
                    schemas.get(0).equals(in.getSchema()) && !whole.isEmpty()
                            ? whole.get(0)
                            : new GenericDatumReader<>(in.getSchema()));
        }
    }

    private int next() {
        next = (next + 1) % messages.size();
        return next;
    }

    @Benchmark
    public Decoded observations() throws UndecodableException {
        return reader.read(messages.get(next()));
    }

    @Benchmark
    public GenericRecord wholeContainer() throws IOException {
        try (DataFileStream<GenericRecord> in =
                new DataFileStream<>(new ByteArrayInputStream(messages.get(next())), new GenericDatumReader<>())) {
            return in.next();
        }
    }

    @Benchmark
    public GenericRecord wholeRecord() throws IOException {
        int i = next();
        decoder = DecoderFactory.get().binaryDecoder(bodies.get(i), decoder);
        return whole.get(i).read(null, decoder);
    }
}
