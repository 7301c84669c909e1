package org.alertformer.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.Observation;
import org.alertformer.survey.Decoded.Accepted;
import org.apache.avro.file.CodecFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZtfReaderTest {
    private static final double JD = 2_459_396.904_687_5;
    private static final double DAY = 86_400;

    private final AlertReader reader = Survey.ZTF.reader();

    @Test
    void candidate_becomesTheTrigger() throws UndecodableException {
        byte[] packet = ZtfPackets.packet(
                "ZTF21abiuvdk",
                ZtfPackets.candidate(JD, 2, 1642404680815015001L, 18.5f, 0.1f, "t"),
                List.of(),
                List.of());

        Accepted read = (Accepted) reader.read(packet);

        assertThat(read.version()).isEqualTo("4.02");
        assertThat(read.alert().survey()).isEqualTo("ztf");
        assertThat(read.alert().object().name()).isEqualTo("ZTF21abiuvdk");
        assertThat(read.alert().alertId()).isEqualTo(1642404680815015001L);
        assertThat(read.alert().ra()).isEqualTo(10.5);
        assertThat(read.alert().dec()).isEqualTo(-20.25);
        Observation trigger = read.alert().trigger();
        assertThat(trigger.id()).isEqualTo(1642404680815015001L);
        assertThat(trigger.band()).isEqualTo(Band.R);
        assertThat(trigger.kind()).isEqualTo(Kind.DETECTION);
        // 18.5 mag in AB is 10^(12.9/2.5) nJy = 144,544 nJy; 0.1 mag is 9.21 % of it.
        assertThat(trigger.flux()).isCloseTo(144_543.98f, within(0.2f));
        assertThat(trigger.fluxErr()).isCloseTo(13_312.9f, within(0.2f));
        // 2021-07-01T09:42:45 UTC and 37 s.
        assertThat(trigger.mjd()).isCloseTo(59_396.404_687_5 + 37 / DAY, within(0.001 / DAY));
    }

    @ParameterizedTest
    @CsvSource({"t, 1", "1, 1", "f, -1", "0, -1"})
    void signs_ofIsdiffpos(String isdiffpos, int sign) throws UndecodableException {
        byte[] packet = ZtfPackets.packet(
                "ZTF21abiuvdk", ZtfPackets.candidate(JD, 1, 5, 20f, 0.1f, isdiffpos), List.of(), List.of());

        Observation trigger = ((Accepted) reader.read(packet)).alert().trigger();

        assertThat(Math.signum(trigger.flux())).isEqualTo(sign);
        assertThat(trigger.fluxErr()).isPositive();
    }

    @Test
    void fluxes_agreeWithAnIndependentConversion() throws UndecodableException {
        Random random = new Random(4);
        for (int i = 0; i < 1000; i++) {
            float magnitude = 12 + 10 * random.nextFloat();
            float magnitudeErr = 0.01f + 0.2f * random.nextFloat();
            double jd = 2_458_000 + 4000 * random.nextDouble();
            byte[] packet = ZtfPackets.packet(
                    "ZTF21abiuvdk",
                    ZtfPackets.candidate(jd, 1, 5, magnitude, magnitudeErr, "f"),
                    List.of(ZtfPackets.limit(jd - 1, 3, 7, magnitude)),
                    List.of(ZtfPackets.forced(jd - 2, 2, 8, magnitude + 5, -123.5f, 45.25f, "57")));

            Accepted read = (Accepted) reader.read(packet);

            double jansky = 3630.780547701 * Math.exp(-0.4 * magnitude * Math.log(10));
            Observation trigger = read.alert().trigger();
            assertThat(trigger.flux() * -1e-9).isCloseTo(jansky, within(1e-6 * jansky));
            double relative = magnitudeErr / 1.085736204758129569;
            assertThat(trigger.fluxErr() * 1e-9).isCloseTo(relative * jansky, within(1e-6 * relative * jansky));
            assertThat((trigger.mjd() - (jd - 2_400_000.5)) * DAY).isCloseTo(37, within(0.001));
            Observation limit = read.alert().history().get(0);
            assertThat(limit.kind()).isEqualTo(Kind.LIMIT);
            assertThat(limit.band()).isEqualTo(Band.I);
            assertThat(limit.flux()).isZero();
            assertThat(limit.fluxErr() * 5e-9).isCloseTo(jansky, within(1e-6 * jansky));
            Observation forced = read.alert().history().get(1);
            assertThat(forced.kind()).isEqualTo(Kind.FORCED);
            double janskyPerDn = 3630.780547701 * Math.exp(-0.4 * (magnitude + 5) * Math.log(10));
            assertThat(forced.flux() * 1e-9).isCloseTo(-123.5 * janskyPerDn, within(2e-6 * 123.5 * janskyPerDn));
            assertThat(forced.fluxErr() * 1e-9).isCloseTo(45.25 * janskyPerDn, within(2e-6 * 45.25 * janskyPerDn));
        }
    }

    @Test
    void unusableRows_areDroppedByReason() throws UndecodableException {
        byte[] packet = ZtfPackets.packet(
                "ZTF21abiuvdk",
                ZtfPackets.candidate(JD, 1, 5, 20f, 0.1f, "t"),
                List.of(
                        ZtfPackets.detection(JD - 1, 1, 6, -99_999f, 0.1f, "t"),
                        ZtfPackets.detection(JD - 2, 4, 7, 20f, 0.1f, "t"),
                        ZtfPackets.detection(JD - 3, 1, 8, 20f, 0.1f, "?"),
                        ZtfPackets.detection(JD - 4, 1, 9, 20f, 0f, "t"),
                        ZtfPackets.limit(Double.NaN, 1, 10, 20f),
                        ZtfPackets.limit(JD - 6, 1, 11, -999f),
                        ZtfPackets.limit(JD - 7, 1, 12, null)),
                List.of(
                        ZtfPackets.forced(JD - 1, 1, 20, 26f, -99_999f, -99_999f, "61"),
                        ZtfPackets.forced(JD - 2, 1, 21, 26f, 10f, 1f, "56"),
                        ZtfPackets.forced(JD - 3, 1, 22, 26f, -99_999f, -99_999f, "0"),
                        ZtfPackets.forced(JD - 4, 1, 23, 26f, 10f, 1f, "0"),
                        ZtfPackets.forced(JD - 5, 1, 24, 26f, 10f, 1f, "57")));

        Accepted read = (Accepted) reader.read(packet);

        assertThat(read.alert().history()).extracting(Observation::id).containsExactly(23L, 24L);
        assertThat(read.dropped())
                .containsEntry("sentinel", 3)
                .containsEntry("band", 1)
                .containsEntry("isdiffpos", 1)
                .containsEntry("value", 1)
                .containsEntry("time", 1)
                .containsEntry("no-magnitude", 1)
                .containsEntry("procstatus 61", 1)
                .containsEntry("procstatus 56", 1)
                .hasSize(8);
    }

    @Test
    void twins_countOnce() throws UndecodableException {
        byte[] packet = ZtfPackets.packet(
                "ZTF21abiuvdk",
                ZtfPackets.candidate(JD, 1, 5_000_000, 20f, 0.1f, "t"),
                List.of(
                        ZtfPackets.detection(JD - 1, 1, 4_000_000, 20f, 0.1f, "t"),
                        ZtfPackets.limit(JD - 2, 1, 3, 20f)),
                List.of(
                        ZtfPackets.forced(JD - 1, 1, 4, 26f, 10f, 1f, "0"),
                        ZtfPackets.forced(JD - 2, 1, 3, 26f, 10f, 1f, "0")));

        LightCurve curve =
                LightCurve.of(((Accepted) reader.read(packet)).alert().observations());

        assertThat(curve.observations())
                .extracting(Observation::kind)
                .containsExactly(Kind.FORCED, Kind.DETECTION, Kind.DETECTION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"snappy", "deflate", "zstandard"})
    void codecs_readAlike(String codec) throws UndecodableException {
        var candidate = ZtfPackets.candidate(JD, 1, 5, 20f, 0.1f, "t");
        var history = List.of(ZtfPackets.limit(JD - 2, 1, 3, 20f));
        byte[] plain = ZtfPackets.packet("ZTF21abiuvdk", candidate, history, List.of());
        byte[] packed =
                ZtfPackets.packet("ZTF21abiuvdk", candidate, history, List.of(), CodecFactory.fromString(codec));

        Decoded read = reader.read(packed);

        assertThat(read).isEqualTo(reader.read(plain));
        assertThat(packed.length).isLessThan(plain.length);
    }

    @Test
    void sentinelCandidate_isUndecodable() {
        byte[] packet = ZtfPackets.packet(
                "ZTF21abiuvdk", ZtfPackets.candidate(JD, 1, 5, -999f, 0.1f, "t"), List.of(), List.of());

        assertThatThrownBy(() -> reader.read(packet))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("magpsf -999.0");
    }

    @Test
    void truncatedPacket_isUndecodableAtAnyLength() {
        byte[] packet =
                ZtfPackets.packet("ZTF21abiuvdk", ZtfPackets.candidate(JD, 1, 5, 20f, 0.1f, "t"), List.of(), List.of());
        for (int length = 0; length < packet.length; length++) {
            byte[] truncated = Arrays.copyOf(packet, length);

            assertThatThrownBy(() -> reader.read(truncated)).isInstanceOf(UndecodableException.class);
        }
    }

    @Test
    void twoRecordsInOneContainer_areRefused() throws Exception {
        byte[] packet =
                ZtfPackets.packet("ZTF21abiuvdk", ZtfPackets.candidate(JD, 1, 5, 20f, 0.1f, "t"), List.of(), List.of());
        byte[] twice = Arrays.copyOf(packet, packet.length + 100);

        assertThatThrownBy(() -> reader.read(twice))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("100 bytes follow");
    }

    @Test
    void names_areNumbersAndBack() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            StringBuilder name = new StringBuilder("ZTF" + random.nextInt(10) + random.nextInt(10));
            random.ints(7, 'a', 'z' + 1).forEach(c -> name.append((char) c));

            long number = ZtfName.objectId(name.toString()).number();

            assertThat(ZtfName.of(number)).isEqualTo(name.toString());
        }
        assertThat(ZtfName.objectId("ZTF00aaaaaaa").number()).isEqualTo(1);
        assertThat(ZtfName.objectId("ZTF99zzzzzzz").number()).isEqualTo(100 * Math.round(Math.pow(26, 7)));
    }

    @Test
    void otherNames_getHashedNumbers() {
        assertThat(ZtfName.objectId("SN2011fe").number()).isGreaterThan(1L << 40);
        assertThat(ZtfName.objectId("ZTF21abiuvdK").number()).isGreaterThan(1L << 40);
    }
}
