package org.alertformer.simulation;

import org.alertformer.lightcurve.Band;

/**
 * From what the flares of a survey are drawn, and what is known of its noise: all that an exact posterior needs. Amplitude
 * and decay are log-uniform, the onset is uniform.
 *
 * @param lowestAmplitude in nJy, as the highest
 * @param firstOnset MJD, TAI [days], as the last
 * @param shortestDecay in days, as the longest
 * @param outliers fraction of the measurements with {@value Photometer#OUTLIER_NOISE} times their error
 * @param calibration unreported error of a measurement as a fraction of the flux
 */
public record FlarePrior(
        double lowestAmplitude,
        double highestAmplitude,
        double firstOnset,
        double lastOnset,
        double shortestDecay,
        double longestDecay,
        double outliers,
        double calibration) {
    /** Outliers have this many times the reported error. */
    public static final double OUTLIER_NOISE = Photometer.OUTLIER_NOISE;

    /** Measurements within this many errors of 0 raise no alert. */
    public static final double THRESHOLD = Photometer.THRESHOLD;

    /** A dip's centre lies uniformly between so many decays after the onset. */
    public static final double EARLIEST_DIP = Priors.EARLIEST_DIP;

    public static final double LATEST_DIP = Priors.LATEST_DIP;

    /** Its standard deviation lies uniformly between so many decays. */
    public static final double NARROWEST_DIP = Priors.NARROWEST_DIP;

    public static final double WIDEST_DIP = Priors.WIDEST_DIP;

    /** Its depth lies uniformly between so many amplitudes. */
    public static final double SHALLOWEST_DIP = Priors.SHALLOWEST_DIP;

    public static final double DEEPEST_DIP = Priors.DEEPEST_DIP;

    /** Of the survey's flares, if they do not evolve. */
    public static FlarePrior of(SimulationSettings settings) {
        double depth = settings.design().passband(Band.R).depthFlux();
        var photometry = settings.design().photometry();
        return new FlarePrior(
                depth * Priors.LOWEST_AMPLITUDE,
                depth * Priors.HIGHEST_AMPLITUDE,
                settings.startMjd(),
                settings.startMjd() + settings.nights(),
                Priors.SHORTEST_DECAY,
                Priors.LONGEST_DECAY,
                photometry.outliers(),
                photometry.calibration() * 0.4 * StrictMath.log(10));
    }
}
