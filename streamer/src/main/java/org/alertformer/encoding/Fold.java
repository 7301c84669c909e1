package org.alertformer.encoding;

/**
 * A light curve folded at its best period. Without enough observations all numbers are 0.
 *
 * @param period of the best Fourier series [days]; 0 if none was looked for
 * @param reference time of the series' first harmonic's maximum brightness, days since the first observation
 * @param minimum time of a faintest point of the series at twice the period, days since the first observation
 * @param power fraction of the variance that the series explains, 0 to 1
 * @param amplitude of the first harmonic [mag]
 * @param ratio21 second harmonic's amplitude over the first
 * @param ratio31 third over first
 * @param phase21 phi_2 - 2 phi_1 [radians], Simon and Lee 1981, ApJ 248, 291
 * @param phase31 phi_3 - 3 phi_1 [radians]
 * @param alternation amplitude of the odd harmonics of twice the period over all of its harmonics: 0 if even and odd cycles
 *     are alike
 */
record Fold(
        double period,
        double reference,
        double minimum,
        double power,
        double amplitude,
        double ratio21,
        double ratio31,
        double phase21,
        double phase31,
        double alternation) {
    static final Fold NONE = new Fold(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** The phase of a time in radians; 0 without a period. */
    double phase(double days) {
        return period == 0 ? 0 : 2 * Math.PI * cycle((days - reference) / period);
    }

    /** The phase at twice the period. */
    double doublePhase(double days) {
        return period == 0 ? 0 : 2 * Math.PI * cycle((days - minimum) / (2 * period));
    }

    private static double cycle(double x) {
        return x - Math.floor(x);
    }
}
