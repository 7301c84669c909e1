package org.alertformer.survey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.survey.Decoded.Accepted;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/**
 * Broken packets of every kind: each is an alert that makes sense, or is refused with a reason. {@code
 * -Dfuzz.packets=1000000} breaks more of them.
 */
class FuzzTest {
    private static final int PACKETS = Integer.getInteger("fuzz.packets", 100_000);
    /** A generous bound of what one small packet may make a reader allocate: blocks grow to what they hold. */
    private static final long MOST_BYTES_EACH = 80L << 20;

    @Test
    void mutatedPackets_areReadOrRefused() throws IOException {
        List<Packet> originals = originals();
        List<AlertReader> readers =
                Arrays.stream(Survey.values()).map(Survey::reader).toList();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Random random = new Random(4);
        long worst = 0;
        int accepted = 0;
        int refused = 0;
        for (int i = 0; i < PACKETS; i++) {
            Packet original = originals.get(i % originals.size());
            byte[] mutated = mutate(original.message(), random);
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                Decoded decoded = readers.get(original.survey().ordinal()).read(mutated);
                accepted++;
                if (decoded instanceof Accepted one) {
                    requirePlausible(one.alert());
                }
            } catch (UndecodableException e) {
                refused++;
                assertThat(e.reason()).isNotNull();
                assertThat(e.getMessage()).isNotBlank();
            } catch (RuntimeException e) {
                throw new AssertionError("packet " + i + " of " + original.origin(), e);
            }
            worst = Math.max(worst, threads.getCurrentThreadAllocatedBytes() - before);
        }

        assertThat(worst).isLessThan(MOST_BYTES_EACH);
        assertThat(accepted).isGreaterThan(PACKETS / 20);
        assertThat(refused).isGreaterThan(PACKETS / 20);
    }

    private static void requirePlausible(SurveyAlert alert) {
        assertThat(alert.object().number()).isPositive();
        for (Observation observation : alert.observations()) {
            assertThat(observation.mjd()).isBetween(0.0, 1e6);
            assertThat(observation.fluxErr()).isPositive().isFinite();
            assertThat(observation.flux()).isFinite();
        }
    }

    private static byte[] mutate(byte[] original, Random random) {
        byte[] bytes = original.clone();
        switch (random.nextInt(5)) {
            case 0 -> {
                for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 2 -> {
                // A huge count or length: nine bytes that go on and a last one.
                int at = random.nextInt(bytes.length);
                int end = Math.min(bytes.length, at + 1 + random.nextInt(9));
                Arrays.fill(bytes, at, end, (byte) 0xfe);
            }
            case 3 -> {
                int from = random.nextInt(bytes.length);
                int to = random.nextInt(bytes.length);
                int length = random.nextInt(1 + bytes.length - Math.max(from, to));
                System.arraycopy(original, from, bytes, to, length);
            }
            default -> {
                int at = random.nextInt(bytes.length);
                int end = Math.min(bytes.length, at + 1 + random.nextInt(64));
                byte[] noise = new byte[end - at];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, bytes, at, noise.length);
            }
        }
        return bytes;
    }

    /** Real packets where they are, and our own of every form. */
    private static List<Packet> originals() throws IOException {
        List<Packet> packets = new ArrayList<>();
        Path samples = SurveySamplesTest.SAMPLES;
        if (Files.isDirectory(samples)) {
            try (PacketFiles files = PacketFiles.open(List.of(samples), null)) {
                files.forEach(packets::add);
            }
        }
        var candidate = ZtfPackets.candidate(2_459_000.5, 1, 5, 20, 0.1f, "t");
        var limits = List.of(ZtfPackets.limit(2_458_999.5, 1, 3, 20f), ZtfPackets.limit(2_458_998.5, 1, 2, 20f));
        for (String codec : List.of("null", "deflate", "snappy", "zstandard")) {
            CodecFactory factory = CodecFactory.fromString(codec);
            add(packets, Survey.ZTF, ZtfPackets.packet("ZTF21abiuvdk", candidate, limits, List.of(), factory));
            add(packets, Survey.NATIVE, ZtfPackets.container(List.of(NativeReaderTest.record()), factory));
        }
        for (String version : List.of("7.4", "11.1")) {
            Schema schema = DiaPackets.lsst(version);
            GenericRecord source = DiaPackets.source(schema, 7, 42L, 61_000, "i", 5, 1);
            GenericRecord alert = DiaPackets.alert(
                    schema, source, List.of(source, source), List.of(DiaPackets.forced(schema, 5, 60_999, "r", 1, 1)));
            add(packets, Survey.LSST, DiaPackets.framed(version.equals("7.4") ? 704 : 1101, alert));
        }
        Schema elasticc = DiaPackets.elasticc("0.9.1");
        GenericRecord source = DiaPackets.source(elasticc, 7, 42L, 61_000, "Y", 5, 1);
        add(packets, Survey.ELASTICC, DiaPackets.body(DiaPackets.alert(elasticc, source, List.of(source), List.of())));
        return packets;
    }

    private static void add(List<Packet> packets, Survey survey, byte[] message) {
        packets.add(new Packet(survey, 0, "", message, "made", packets.size()));
    }
}
