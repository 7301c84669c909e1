package org.alertformer.simulation;

import java.util.Map;
import org.alertformer.lightcurve.Band;

/**
 * From what the sources are drawn: every prior of the simulation. Each draw takes the numbers it needs from the stream
 * in a fixed order.
 *
 * <p>Common to all classes, so that neither brightness nor colour nor noise tells a class:
 *
 * <ul>
 *   <li>quiescent r magnitude (star, or host): density rising as 10^(0.2 m) over the 6 magnitudes above the
 *       survey's depth; star counts at high latitude rise so (Bahcall and Soneira 1980, ApJS 44, 73, figure 1:
 *       slope 0.15 to 0.25)
 *   <li>colour: slope of the magnitude in 1/wavelength, normal around 0.25 mag per 1/micron, deviation 0.25
 * </ul>
 *
 * <p>{@code drw}: MacLeod et al. 2010, ApJ 721, 1014: log10 of the asymptotic structure function [mag] normal around -0.7,
 * deviation 0.25; log10 tau [days, observed] normal around 2.6, deviation 0.35 (200 days at rest, redshift 1);
 * amplitude falls with wavelength as its power -0.479.
 *
 * <p>{@code periodic}: a third each of sinusoids, RR Lyrae and eclipsing binaries. Sinusoids: period log-uniform 0.1 to
 * 300 days, full amplitude log-uniform 0.1 to 1 mag (delta Scuti to semiregular: Gaia Collaboration, Eyer et al. 2019,
 * A&amp;A 623, A110). RR Lyrae of type ab: period normal around 0.58 d, deviation 0.07, within 0.4 to 0.9; amplitude
 * uniform 0.4 to 1.2 mag; rise in a tenth to a fifth of the period (Sesar et al. 2010, ApJ 708, 717). Eclipses: period
 * log-uniform 0.25 to 10 days; primary depth uniform 0.15 to 1 mag, secondary 0.1 to 0.9 of it, width in phase from 0.1
 * (detached) to 0.35 (contact) (Prsa et al. 2011, AJ 141, 83). Amplitudes fall with wavelength as its power -0.4.
 *
 * <p>{@code flare} and {@code flare_dip}: no population is claimed, the ranges cover what the cadence can see. Amplitude
 * log-uniform between 3 and 100 times the survey's 5-sigma flux in r; decay log-uniform 5 to 60 days (tidal disruption
 * events 20 to 60: van Velzen et al. 2021, ApJ 908, 4); onset uniform over the survey. The dip is a Gaussian centred 0.5 to
 * 2.5 decays after the onset, 0.2 to 0.5 decays wide (sigma), 0.4 to 0.9 amplitudes deep. Evolving flares also rise
 * exponentially on 0.02 to 0.2 decays and decay slower in the red, as the power 0 to 0.6 of wavelength over 622 nm.
 *
 * <p>{@code supernova}: Bazin et al. 2009, A&amp;A 499, 653, equation 1: fall log-uniform 15 to 40 days, rise 0.1 to 0.35
 * of it, maximum as the amplitude of flares, bluer before and redder after: the fall goes as wavelength to the power 0.5.
 */
final class Priors {
    static final double REFERENCE_WAVELENGTH = 622;

    static final double LOWEST_AMPLITUDE = 3;
    static final double HIGHEST_AMPLITUDE = 100;
    static final double SHORTEST_DECAY = 5;
    static final double LONGEST_DECAY = 60;

    /** Of a dip's centre, in decays after the onset. */
    static final double EARLIEST_DIP = 0.5;

    static final double LATEST_DIP = 2.5;

    /** Of a dip's standard deviation, in decays. */
    static final double NARROWEST_DIP = 0.2;

    static final double WIDEST_DIP = 0.5;

    /** Of a dip's depth, in amplitudes. */
    static final double SHALLOWEST_DIP = 0.4;

    static final double DEEPEST_DIP = 0.9;

    private static final double MAGNITUDE_RANGE = 6;
    private static final double MAGNITUDE_SLOPE = 0.2;
    private static final double COLOUR_MEAN = 0.25;
    private static final double COLOUR_SPREAD = 0.25;

    private Priors() {}

    /** A class of a mix. */
    static SourceClass sourceClass(Map<SourceClass, Double> mix, RandomStream random) {
        double total = 0;
        for (double share : mix.values()) {
            total += share;
        }
        double left = random.uniform() * total;
        SourceClass last = SourceClass.DRW;
        for (var share : mix.entrySet()) {
            if (share.getValue() > 0) {
                last = share.getKey();
                left -= share.getValue();
                if (left < 0) {
                    break;
                }
            }
        }
        return last;
    }

    static Quiescence quiescence(SurveyDesign design, RandomStream random) {
        double faint = design.passband(Band.R).depth();
        double lowest = StrictMath.pow(10, -MAGNITUDE_SLOPE * MAGNITUDE_RANGE);
        double magnitude = faint + StrictMath.log10(lowest + (1 - lowest) * random.uniform()) / MAGNITUDE_SLOPE;
        return new Quiescence(magnitude, random.normal(COLOUR_MEAN, COLOUR_SPREAD));
    }

    static DampedRandomWalk dampedRandomWalk(RandomStream random) {
        double asymptote = StrictMath.pow(10, random.normal(-0.7, 0.25));
        double tau = StrictMath.pow(10, random.normal(2.6, 0.35));
        return new DampedRandomWalk(asymptote / StrictMath.sqrt(2), tau);
    }

    static Pulsation pulsation(RandomStream random) {
        int kind = random.below(3);
        double phase = random.uniform();
        return switch (kind) {
            case 0 ->
                new Pulsation(
                        Pulsation.Shape.SINUSOID, random.logUniform(0.1, 300), phase, random.logUniform(0.1, 1), 0, 0);
            case 1 ->
                new Pulsation(
                        Pulsation.Shape.SAWTOOTH,
                        Math.max(0.4, Math.min(0.9, random.normal(0.58, 0.07))),
                        phase,
                        random.uniform(0.4, 1.2),
                        random.uniform(0.1, 0.2),
                        0);
            default ->
                new Pulsation(
                        Pulsation.Shape.ECLIPSES,
                        random.logUniform(0.25, 10),
                        phase,
                        random.uniform(0.15, 1),
                        random.uniform(0.1, 0.35),
                        random.uniform(0.1, 0.9));
        };
    }

    static Flare flare(SimulationSettings settings, RandomStream random) {
        double amplitude = amplitude(settings.design(), random);
        double decay = random.logUniform(SHORTEST_DECAY, LONGEST_DECAY);
        double onset = onset(settings, random);
        double rise = random.logUniform(0.02, 0.2);
        double reddening = random.uniform(0, 0.6);
        var flare = new FlareParameters(amplitude, onset, decay);
        return settings.evolvingFlares() ? new Flare(flare, rise * decay, reddening) : new Flare(flare, 0, 0);
    }

    static Dip dip(FlareParameters flare, RandomStream random) {
        return new Dip(
                flare.onsetMjd() + random.uniform(EARLIEST_DIP, LATEST_DIP) * flare.decayDays(),
                random.uniform(NARROWEST_DIP, WIDEST_DIP) * flare.decayDays(),
                random.uniform(SHALLOWEST_DIP, DEEPEST_DIP) * flare.amplitude());
    }

    static Supernova supernova(SimulationSettings settings, RandomStream random) {
        double amplitude = amplitude(settings.design(), random);
        double fall = random.logUniform(15, 40);
        return new Supernova(amplitude, onset(settings, random), fall * random.uniform(0.1, 0.35), fall);
    }

    private static double amplitude(SurveyDesign design, RandomStream random) {
        return design.passband(Band.R).depthFlux() * random.logUniform(LOWEST_AMPLITUDE, HIGHEST_AMPLITUDE);
    }

    private static double onset(SimulationSettings settings, RandomStream random) {
        return settings.startMjd() + random.uniform(0, settings.nights());
    }
}
