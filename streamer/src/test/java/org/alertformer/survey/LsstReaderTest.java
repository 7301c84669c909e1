package org.alertformer.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.survey.Decoded.Accepted;
import org.alertformer.survey.Decoded.Skipped;
import org.alertformer.survey.UndecodableException.Reason;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LsstReaderTest {
    private static final long OBJECT = 170028485706776685L;
    private static final double MJD = 61_105.093_643_486_834;

    private final AlertReader reader = Survey.LSST.reader();

    @ParameterizedTest
    @CsvSource({"7.4, 704", "8.0, 800", "9.0, 900", "10.0, 1000", "11.0, 1100", "11.1, 1101"})
    void everyVersion_isReadFramedAndAsContainer(String version, int id) throws UndecodableException {
        Schema schema = DiaPackets.lsst(version);
        GenericRecord alert = DiaPackets.alert(
                schema,
                DiaPackets.source(schema, 9007199254740993L, OBJECT, MJD, "i", -195.5f, 5.5f),
                List.of(DiaPackets.source(schema, 6, OBJECT, MJD - 1, "u", 90.25f, 4.75f)),
                List.of(DiaPackets.forced(schema, 5, MJD - 2, "y", 9.25f, 4.25f)));

        Accepted framed = (Accepted) reader.read(DiaPackets.framed(id, alert));
        Accepted contained = (Accepted) reader.read(ZtfPackets.container(List.of(alert), CodecFactory.nullCodec()));

        assertThat(contained).isEqualTo(framed);
        assertThat(framed.version()).isEqualTo(version);
        assertThat(framed.dropped()).isEmpty();
        SurveyAlert read = framed.alert();
        assertThat(read.survey()).isEqualTo("lsst");
        assertThat(read.object().number()).isEqualTo(OBJECT);
        assertThat(read.object().name()).isEqualTo("170028485706776685");
        assertThat(read.alertId()).isEqualTo(9007199254740993L);
        assertThat(read.ra()).isEqualTo(63.25);
        assertThat(read.dec()).isEqualTo(-47.5);
        assertThat(read.observations())
                .containsExactly(
                        new Observation(9007199254740993L, MJD, Band.I, Kind.DETECTION, -195.5f, 5.5f, 0),
                        new Observation(6, MJD - 1, Band.U, Kind.DETECTION, 90.25f, 4.75f, 0),
                        new Observation(5, MJD - 2, Band.Y, Kind.FORCED, 9.25f, 4.25f, 0));
    }

    @Test
    void limitsOf7_4_areRead() throws UndecodableException {
        Schema schema = DiaPackets.lsst("7.4");
        GenericRecord alert =
                DiaPackets.alert(schema, DiaPackets.source(schema, 7, OBJECT, MJD, "i", 5, 1), List.of(), List.of());
        alert.put("prvDiaNondetectionLimits", List.of(DiaPackets.limit(schema, MJD - 3, "z", 12.5f)));

        Accepted read = (Accepted) reader.read(DiaPackets.framed(704, alert));

        assertThat(read.alert().history())
                .containsExactly(new Observation(0, MJD - 3, Band.Z, Kind.LIMIT, 0, 12.5f, 0));
    }

    @Test
    void timesOfProcessing_areMjdInEveryVersion() throws UndecodableException {
        Schema schema = DiaPackets.lsst("8.0");
        GenericRecord source = DiaPackets.source(schema, 7, OBJECT, MJD, "i", 5, 1);
        source.put("time_processed", 1_772_668_800_123_000L); // 2026-03-05T00:00:00.123 UTC, MJD 61104
        GenericRecord alert = DiaPackets.alert(schema, source, List.of(), List.of());

        Accepted read = (Accepted) reader.read(DiaPackets.framed(800, alert));

        assertThat((read.alert().trigger().processedMjd() - 61_104) * 86_400).isCloseTo(37.123, within(0.001));
    }

    @Test
    void newerProcessing_wins() throws UndecodableException {
        Schema schema = DiaPackets.lsst("10.0");
        List<Accepted> packets = new ArrayList<>();
        for (double processed : new double[] {61_000.5, 61_002.5, 61_001.5}) {
            GenericRecord revised = DiaPackets.forced(schema, 5, MJD - 2, "r", (float) processed, 1);
            revised.put("timeProcessedMjdTai", processed);
            GenericRecord alert = DiaPackets.alert(
                    schema, DiaPackets.source(schema, 7, OBJECT, MJD, "i", 5, 1), List.of(), List.of(revised));
            packets.add((Accepted) reader.read(DiaPackets.framed(1000, alert)));
        }

        LightCurve curve = LightCurve.empty();
        for (Accepted packet : packets) {
            curve = curve.merge(packet.alert().observations());
        }

        assertThat(curve.observations()).extracting(Observation::flux).containsExactly(61_002.5f, 5f);
    }

    @Test
    void flaggedWithdrawnAndNullRows_areDropped_andTheTwinStandsIn() throws UndecodableException {
        Schema schema = DiaPackets.lsst("11.1");
        GenericRecord flagged = DiaPackets.source(schema, 1, OBJECT, MJD - 1, "g", 50, 1);
        flagged.put("psfFlux_flag_edge", true);
        GenericRecord withdrawn = DiaPackets.source(schema, 2, OBJECT, MJD - 2, "g", 50, 1);
        withdrawn.put("timeWithdrawnMjdTai", MJD - 1);
        GenericRecord withoutFlux = DiaPackets.forced(schema, 3, MJD - 3, "g", 0, 1);
        withoutFlux.put("psfFlux", null);
        GenericRecord alert = DiaPackets.alert(
                schema,
                DiaPackets.source(schema, 7, OBJECT, MJD, "i", 5, 1),
                List.of(
                        flagged,
                        withdrawn,
                        DiaPackets.source(schema, 4, OBJECT, MJD - 4, "w", 5, 1),
                        DiaPackets.source(schema, 5, OBJECT, 1.48e9, "g", 5, 1),
                        DiaPackets.source(schema, 6, OBJECT, MJD - 6, "g", Float.NaN, 1),
                        DiaPackets.source(schema, 8, OBJECT, MJD - 8, "g", 5, 0)),
                List.of(
                        withoutFlux,
                        DiaPackets.forced(schema, 11, MJD - 1, "g", 49, 1),
                        DiaPackets.forced(schema, 17, MJD, "i", 4, 1)));

        Accepted read = (Accepted) reader.read(DiaPackets.framed(1101, alert));

        LightCurve curve = LightCurve.of(read.alert().observations());
        assertThat(curve.observations()).extracting(Observation::id).containsExactly(11L, 7L);
        assertThat(read.dropped())
                .containsEntry("psfFlux_flag", 1)
                .containsEntry("withdrawn", 1)
                .containsEntry("no-flux", 1)
                .containsEntry("band", 1)
                .containsEntry("time", 1)
                .containsEntry("value", 2)
                .hasSize(6);
    }

    @Test
    void solarSystemObjects_areSkippedWhateverTheirObjectIdIs() throws UndecodableException {
        Schema schema = DiaPackets.lsst("10.0");
        for (Long object : new Long[] {0L, null}) {
            GenericRecord alert = DiaPackets.alert(
                    schema, DiaPackets.source(schema, 7, object, MJD, "i", 5, 1), List.of(), List.of());

            Decoded read = reader.read(DiaPackets.framed(1000, alert));

            assertThat(read).isEqualTo(new Skipped("solar-system"));
        }
    }

    @Test
    void flaggedTrigger_isSkipped() throws UndecodableException {
        Schema schema = DiaPackets.lsst("10.0");
        GenericRecord source = DiaPackets.source(schema, 7, OBJECT, MJD, "i", 5, 1);
        source.put("psfFlux_flag", true);

        Decoded read = reader.read(DiaPackets.framed(1000, DiaPackets.alert(schema, source, List.of(), List.of())));

        assertThat(read).isEqualTo(new Skipped("flagged"));
    }

    @Test
    void unknownVersionWithoutRegistry_isAnUnknownSchema() {
        byte[] message = new byte[100];
        message[3] = 1205 >> 8;
        message[4] = (byte) 1205;

        assertThatThrownBy(() -> reader.read(message))
                .isInstanceOfSatisfying(
                        UndecodableException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_SCHEMA))
                .hasMessageContaining("1205")
                .hasMessageContaining("12.5")
                .hasMessageContaining("no schema registry is configured");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.9", "0.9.1"})
    void elasticc_isReadBareAndAsContainer(String version) throws UndecodableException {
        Schema schema = DiaPackets.elasticc(version);
        GenericRecord alert = DiaPackets.alert(
                schema,
                DiaPackets.source(schema, 7, OBJECT, 60_000.5, "Y", 149.5f, 13.5f),
                List.of(),
                List.of(DiaPackets.forced(schema, 5, 59_999.5, "g", 20, 10)));
        AlertReader elasticc = Survey.ELASTICC.reader();

        Accepted bare = (Accepted) elasticc.read(DiaPackets.body(alert));
        Accepted contained = (Accepted) elasticc.read(ZtfPackets.container(List.of(alert), CodecFactory.nullCodec()));

        assertThat(bare).isEqualTo(contained);
        assertThat(bare.version()).isEqualTo(version);
        Observation trigger = bare.alert().trigger();
        assertThat(trigger.band()).isEqualTo(Band.Y);
        // 27.5 - 2.5 log10(149.5) = 31.4 - 2.5 log10(f): f = 149.5 * 10^1.56
        assertThat((double) trigger.flux()).isCloseTo(149.5 * 36.30780547701013, within(149.5e-6 * 36));
        assertThat((double) trigger.fluxErr()).isCloseTo(13.5 * 36.30780547701013, within(13.5e-6 * 36));
        assertThat(bare.alert().history()).extracting(Observation::kind).containsExactly(Kind.FORCED);
    }
}
