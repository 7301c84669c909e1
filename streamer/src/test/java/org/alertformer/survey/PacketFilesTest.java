package org.alertformer.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.survey.Decoded.Accepted;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.generic.GenericRecord;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketFilesTest {
    private static final double JD = 2_459_000.5;

    @TempDir
    Path folder;

    @Test
    void directory_isReadInOrderOfTime() throws IOException {
        byte[] second = ztf("ZTF21aaaaaab", JD + 2);
        byte[] first = ztf("ZTF21aaaaaac", JD + 1);
        byte[] third = ztf("ZTF21aaaaaad", JD + 3);
        Files.write(folder.resolve("a.avro"), second);
        Files.write(folder.resolve("b.avro"), third);
        Files.createDirectory(folder.resolve("c"));
        Files.write(folder.resolve("c/d.avro"), first);
        Files.writeString(folder.resolve("README.md"), "not a packet");

        List<Packet> packets = packets(folder);

        assertThat(packets).extracting(Packet::message).containsExactly(first, second, third);
        assertThat(packets).extracting(Packet::survey).containsOnly(Survey.ZTF);
        assertThat(packets)
                .extracting(Packet::objectName)
                .containsExactly("ZTF21aaaaaac", "ZTF21aaaaaab", "ZTF21aaaaaad");
        assertThat(packets.get(0).origin()).isEqualTo(folder.resolve("c/d.avro") + " #1");
        assertThat(packets.get(0).mjd()).isEqualTo(59_001 + 37 / 86_400.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"night.tar", "night.tar.gz", "night.tgz"})
    void archives_areRead(String name) throws IOException {
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            messages.add(ztf("ZTF21aaaaaa" + (char) ('a' + i), JD + 20 - i));
        }
        Path archive = folder.resolve(name);
        tar(archive, messages);

        List<Packet> packets = packets(archive);

        java.util.Collections.reverse(messages);
        assertThat(packets).extracting(Packet::message).containsExactlyElementsOf(messages);
        assertThat(packets.get(0).source()).isEqualTo(archive + "/19.avro");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "deflate", "snappy", "zstandard"})
    void containerOfManyRecords_becomesOneMessageEach(String codec) throws Exception {
        List<GenericRecord> records = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            GenericRecord alert = NativeReaderTest.record();
            alert.put("alertId", (long) i);
            records.add(alert);
        }
        Path file = folder.resolve("alerts.avro");
        Files.write(file, ZtfPackets.container(records, CodecFactory.fromString(codec)));

        List<Packet> packets = packets(file);

        AlertReader reader = Survey.NATIVE.reader();
        assertThat(packets).hasSize(50);
        for (int i = 0; i < 50; i++) {
            SurveyAlert alert = ((Accepted) reader.read(packets.get(i).message())).alert();
            assertThat(alert.alertId()).isEqualTo(i);
            assertThat(packets.get(i).number()).isEqualTo(i + 1);
            assertThat(packets.get(i).objectName()).isEqualTo("a name");
        }
    }

    @Test
    void truncatedContainer_givesWhatItHoldsAndThenADeadLetter() throws IOException {
        List<GenericRecord> records = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            records.add(NativeReaderTest.record());
        }
        byte[] whole = ZtfPackets.container(records, CodecFactory.nullCodec());
        Path file = folder.resolve("alerts.avro");
        Files.write(file, Arrays.copyOf(whole, whole.length - 100));

        List<Packet> packets = packets(file);

        Packet last = packets.get(packets.size() - 1);
        assertThat(packets.size()).isBetween(100, 5000);
        assertThat(last.objectName()).isEmpty();
        assertThat(last.mjd()).isEqualTo(packets.get(0).mjd());
        assertThatThrownBy(() -> last.survey().reader().read(last.message())).isInstanceOf(UndecodableException.class);
    }

    @Test
    void whatCannotBeRead_isDelivered() throws IOException {
        byte[] good = ztf("ZTF21aaaaaab", JD);
        byte[] truncated = Arrays.copyOf(good, good.length - 7);
        byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve("a.avro"), good);
        Files.write(folder.resolve("b.avro"), truncated);
        Files.write(folder.resolve("c.avro"), garbage);
        Files.write(folder.resolve("d.avro"), new byte[0]);

        List<Packet> packets = packets(folder);

        assertThat(packets).extracting(Packet::message).containsExactly(good, truncated, garbage, new byte[0]);
        assertThat(packets).extracting(Packet::survey).containsOnly(Survey.ZTF);
        assertThat(packets).extracting(Packet::mjd).containsOnly(packets.get(0).mjd());
    }

    @Test
    void jsonLines_areOneAlertEach() throws IOException {
        String line = """
                {"survey":"s","objectId":"7","alertId":"%d","ra":1,"dec":2,"observations":[{"observationId":"1",\
                "mjd":%f,"band":"r","flux":1,"fluxErr":1,"kind":"FORCED"}]}""";
        String first = line.formatted(1, 60_000.0);
        String second = line.formatted(2, 60_001.0);
        Path file = folder.resolve("alerts.json");
        Files.writeString(file, second + "\n\n" + first);

        List<Packet> packets = packets(file);

        assertThat(packets)
                .extracting(p -> new String(p.message(), StandardCharsets.UTF_8))
                .containsExactly(first, second);
        assertThat(packets).extracting(Packet::objectName).containsOnly("7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lightcurves.csv", "lightcurves.csv.gz"})
    void lightCurveFolder_becomesOneAlertARow(String name) throws Exception {
        Path tables = Files.createDirectory(folder.resolve("my-survey"));
        Files.writeString(tables.resolve("objects.csv"), "id,label,split,ra,dec\n12,SN,train,10.5,-3\nb,AGN,train,,\n");
        text(tables.resolve(name), """
                id,mjd,band,flux,flux_err
                12,60002.5,g,100,20
                12,60001.5,r,99,20
                b,60000.5,G,-5,1
                """);

        List<Packet> packets = packets(tables);

        List<SurveyAlert> alerts = new ArrayList<>();
        for (Packet packet : packets) {
            alerts.add(((Accepted) Survey.NATIVE.reader().read(packet.message())).alert());
        }
        assertThat(alerts)
                .containsExactly(
                        alert(ObjectId.named("b"), 1, Double.NaN, Double.NaN, "G", 60_000.5, Kind.FORCED, -5, 1),
                        alert(ObjectId.of(12), 1, 10.5, -3, "r", 60_001.5, Kind.FORCED, 99, 20),
                        alert(ObjectId.of(12), 2, 10.5, -3, "g", 60_002.5, Kind.DETECTION, 100, 20));
        assertThat(packets).extracting(Packet::number).containsExactly(4L, 3L, 2L);
        assertThat(packets).extracting(Packet::objectName).containsExactly("b", "12", "12");
    }

    private static SurveyAlert alert(
            ObjectId object,
            long rank,
            double ra,
            double dec,
            String band,
            double mjd,
            Kind kind,
            float flux,
            float err) {
        var trigger = new Observation(rank, mjd, org.alertformer.lightcurve.Band.of(band), kind, flux, err, 0);
        return new SurveyAlert("my-survey", object, rank, ra, dec, trigger, List.of());
    }

    @Test
    void labelledLightCurves_areRead() throws IOException {
        Files.writeString(folder.resolve("objects.csv"), "id,label,split\na,SN,train\nb,AGN,validation\n");
        Files.writeString(
                folder.resolve("lightcurves.csv"),
                "id,mjd,band,flux,flux_err\nb,60001,r,10,1\na,60002,g,-10,1\nb,60000,r,3,1\n");

        List<LightCurveFolder.Labelled> objects = LightCurveFolder.at(folder).read();

        assertThat(objects).extracting(LightCurveFolder.Labelled::id).containsExactly("a", "b");
        assertThat(objects).extracting(LightCurveFolder.Labelled::label).containsExactly("SN", "AGN");
        assertThat(objects).extracting(LightCurveFolder.Labelled::split).containsExactly("train", "validation");
        assertThat(objects.get(1).curve().observations())
                .extracting(Observation::mjd)
                .containsExactly(60_000.0, 60_001.0);
        assertThat(objects.get(1).curve().observations())
                .extracting(Observation::kind)
                .containsExactly(Kind.FORCED, Kind.DETECTION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"12,x60000,g,1,1", "12,60000,g,,1", "12,60000", ",60000,g,1,1"})
    void badRow_isNamedByFileLineAndValue(String row) throws IOException {
        Files.writeString(folder.resolve("lightcurves.csv"), "id,mjd,band,flux,flux_err\n1,60000,g,1,1\n" + row + "\n");

        assertThatThrownBy(() -> PacketFiles.open(List.of(folder), null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("lightcurves.csv line 3: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12,-2409998.5,g,1,1", "12,60000,q,1,1", "12,60000,g,1,0", "12,60000,g,NaN,1"})
    void rowThatIsNoMeasurement_isRejectedByNameAndDelivered(String row) throws IOException {
        Files.writeString(folder.resolve("objects.csv"), "id,label\n1,SN\n12,SN\n");
        Files.writeString(folder.resolve("lightcurves.csv"), "id,mjd,band,flux,flux_err\n1,60000,g,1,1\n" + row + "\n");
        List<String> rejected = new ArrayList<>();

        List<LightCurveFolder.Labelled> objects = LightCurveFolder.at(folder).read(rejected::add);
        List<Packet> packets = packets(folder);

        assertThat(objects).extracting(o -> o.curve().size()).containsExactly(1, 0);
        assertThat(rejected).singleElement().asString().contains("lightcurves.csv line 3: ");
        assertThat(packets)
                .filteredOn(p -> p.number() == 3)
                .singleElement()
                .satisfies(p -> assertThatThrownBy(() -> p.survey().reader().read(p.message()))
                        .isInstanceOf(UndecodableException.class)
                        .hasMessageContaining("observations[0]"));
    }

    @Test
    void missingFile_isNamed() {
        assertThatThrownBy(() -> PacketFiles.open(List.of(folder.resolve("none.avro")), null))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("none.avro");
    }

    @Test
    void samples_areRecognised() throws IOException {
        Path samples = SurveySamplesTest.SAMPLES;
        assumeTrue(Files.isDirectory(samples), "no samples at " + samples);

        List<Packet> packets = packets(samples);

        assertThat(packets).filteredOn(p -> p.survey() == Survey.ZTF).hasSize(22 + 24 + 12 + 5);
        assertThat(packets).filteredOn(p -> p.survey() == Survey.LSST).hasSize(4 + 7);
        assertThat(packets).filteredOn(p -> p.survey() == Survey.ELASTICC).hasSize(44);
        assertThat(packets).filteredOn(p -> p.objectName().isEmpty()).hasSize(4 + 2);
    }

    private static List<Packet> packets(Path path) throws IOException {
        List<Packet> packets = new ArrayList<>();
        try (PacketFiles files = PacketFiles.open(List.of(path), null)) {
            files.forEach(packets::add);
            assertThat(packets).hasSize(files.size());
        }
        return packets;
    }

    private static byte[] ztf(String name, double jd) {
        return ZtfPackets.packet(name, ZtfPackets.candidate(jd, 1, 5, 20, 0.1f, "t"), List.of(), List.of());
    }

    private static void tar(Path file, List<byte[]> messages) throws IOException {
        boolean compressed = !file.toString().endsWith(".tar");
        try (OutputStream out = Files.newOutputStream(file);
                OutputStream maybe = compressed ? new GZIPOutputStream(out) : out;
                TarArchiveOutputStream tar = new TarArchiveOutputStream(maybe)) {
            for (int i = 0; i < messages.size(); i++) {
                TarArchiveEntry entry = new TarArchiveEntry(i + ".avro");
                entry.setSize(messages.get(i).length);
                tar.putArchiveEntry(entry);
                tar.write(messages.get(i));
                tar.closeArchiveEntry();
            }
        }
    }

    private static void text(Path file, String text) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                OutputStream maybe = file.toString().endsWith(".gz") ? new GZIPOutputStream(out) : out) {
            maybe.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
