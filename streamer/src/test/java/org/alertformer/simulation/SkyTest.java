package org.alertformer.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Against events of the almanac. */
class SkyTest {
    @Test
    void sun_equinoxAndSolsticeOf2026() {
        Sky.Direction equinox = Sky.sun(61_119.615); // 2026 March 20, 14:46 UT
        Sky.Direction solstice = Sky.sun(61_212.350); // 2026 June 21, 08:24 UT

        assertThat(Sky.halfCircle(equinox.ra())).isCloseTo(0, within(0.02));
        assertThat(equinox.dec()).isCloseTo(0, within(0.02));
        assertThat(solstice.dec()).isCloseTo(23.44, within(0.01));
        assertThat(solstice.ra()).isCloseTo(90, within(0.1));
    }

    @Test
    void moon_phasesOf2026() {
        double fullMarch3 = Sky.moonIllumination(61_102.484); // total lunar eclipse, 11:37 UT
        double newAugust12 = Sky.moonIllumination(61_264.734); // total solar eclipse, 17:37 UT

        assertThat(fullMarch3).isGreaterThan(0.99);
        assertThat(newAugust12).isLessThan(0.01);
    }

    @Test
    void siderealTime_greenwichAtJ2000() {
        double gmst = Sky.siderealTime(51_544.5, 0);

        assertThat(gmst).isCloseTo(280.4606, within(1e-3)); // 18h 41m 50.5s
    }
}
