package org.alertformer.encoding;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.Observation;

/**
 * One number that an observation gives to the model, before normalisation. A model card names its features by
 * {@link #cardName}; the formulas are part of the contract with every model that was ever shipped and never change.
 */
public enum Feature {
    /** asinh(flux / 1 microjansky): logarithmic for bright sources, linear through zero. */
    ASINH_FLUX("asinh_flux") {
        @Override
        double of(Observation observation, Context context) {
            return asinh(observation.flux() / MICROJANSKY);
        }
    },
    /** log10 of the error in nJy. */
    LOG_ERROR("log_error") {
        @Override
        double of(Observation observation, Context context) {
            return Math.log10(observation.fluxErr());
        }
    },
    /** asinh(flux / error): the signal-to-noise ratio. */
    ASINH_SNR("asinh_snr") {
        @Override
        double of(Observation observation, Context context) {
            return asinh(observation.flux() / (double) observation.fluxErr());
        }
    },
    /** Flux over the largest absolute flux of the encoded window, between -1 and 1. */
    RELATIVE_FLUX("relative_flux") {
        @Override
        double of(Observation observation, Context context) {
            return context.window().largestFlux() == 0
                    ? 0
                    : observation.flux() / context.window().largestFlux();
        }
    },
    /** Flux over the largest absolute flux so far, between -1 and 1. */
    FLUX_OVER_PEAK("flux_over_peak") {
        @Override
        double of(Observation observation, Context context) {
            double peak = Math.abs(context.window().peak(context.index()).flux());
            return peak == 0 ? 0 : observation.flux() / peak;
        }
    },
    /** log(1 + days since the largest absolute flux so far). */
    LOG_PEAK_AGE("log_peak_age") {
        @Override
        double of(Observation observation, Context context) {
            double peak = context.window().peak(context.index()).mjd();
            return Math.log1p(Math.max(0, observation.mjd() - peak));
        }
    },
    /** asinh of the {@link Decay#residual}. */
    DECAY_RESIDUAL("decay_residual") {
        @Override
        double of(Observation observation, Context context) {
            return asinh(context.window().decay().residual()[context.index()]);
        }
    },
    /** asinh of the flux {@link Decay#expected}, in units of the error. */
    DECAY_EXPECTED("decay_expected") {
        @Override
        double of(Observation observation, Context context) {
            return asinh(context.window().decay().expected()[context.index()]);
        }
    },
    /** asinh of 30 days times the {@link Decay#rate}. */
    DECAY_RATE("decay_rate") {
        @Override
        double of(Observation observation, Context context) {
            return asinh(30 * context.window().decay().rate()[context.index()]);
        }
    },
    /** log(1 + days since the previous observation of any band); 0 for the first. */
    LOG_GAP("log_gap") {
        @Override
        double of(Observation observation, Context context) {
            return Math.log1p(Math.max(0, context.gap()));
        }
    },
    /** log(1 + days since the previous observation of the same band); 0 for the first. */
    LOG_BAND_GAP("log_band_gap") {
        @Override
        double of(Observation observation, Context context) {
            return Math.log1p(Math.max(0, context.bandGap()));
        }
    },
    /** 1 for a forced measurement, else 0. */
    IS_FORCED("is_forced") {
        @Override
        double of(Observation observation, Context context) {
            return observation.kind() == Kind.FORCED ? 1 : 0;
        }
    },
    /** 1 for an upper limit, else 0. */
    IS_LIMIT("is_limit") {
        @Override
        double of(Observation observation, Context context) {
            return observation.kind() == Kind.LIMIT ? 1 : 0;
        }
    },
    BAND_U("band_u", Band.U),
    BAND_G("band_g", Band.G),
    BAND_R("band_r", Band.R),
    BAND_I("band_i", Band.I),
    BAND_Z("band_z", Band.Z),
    BAND_Y("band_y", Band.Y),
    BAND_GAIA_G("band_G", Band.GAIA_G),
    BAND_V("band_V", Band.V),
    /** AB magnitude of the flux; fluxes below 10 nJy, negative ones too, are taken as 10 nJy. */
    MAGNITUDE("magnitude") {
        @Override
        double of(Observation observation, Context context) {
            return context.window().magnitude(context.index());
        }
    },
    /** Magnitude minus the median magnitude of its band in the window. */
    MAGNITUDE_OFFSET("magnitude_offset") {
        @Override
        double of(Observation observation, Context context) {
            return context.window().offset(context.index());
        }
    },
    /** asinh(10 times the magnitude offset / 1 mag): fine near the median. */
    ASINH_OFFSET("asinh_offset") {
        @Override
        double of(Observation observation, Context context) {
            return asinh(10 * context.window().offset(context.index()));
        }
    },
    /** asinh(magnitude offset over the median absolute deviation of the offsets, at least 0.001 mag). */
    ASINH_DEVIATION("asinh_deviation") {
        @Override
        double of(Observation observation, Context context) {
            return asinh(
                    context.window().offset(context.index()) / context.window().spread());
        }
    },
    /** asinh(20 times the step of the magnitude since the previous observation of the band / 1 mag); 0 for the first. */
    ASINH_STEP("asinh_step") {
        @Override
        double of(Observation observation, Context context) {
            return context.previousInBand() < 0
                    ? 0
                    : asinh(20
                            * (context.window().magnitude(context.index())
                                    - context.window().magnitude(context.previousInBand())));
        }
    },
    /** log10 of the magnitude's error, first order, at most 1 mag. */
    LOG_MAGNITUDE_ERROR("log_magnitude_error") {
        @Override
        double of(Observation observation, Context context) {
            return Math.log10(context.window().magnitudeError(context.index()));
        }
    },
    /** Of the window, the same for all its observations, as are all that follow up to the folded phases. */
    MEDIAN_MAGNITUDE("median_magnitude") {
        @Override
        double of(Observation observation, Context context) {
            return context.window().medianMagnitude();
        }
    },
    /** log10 of the median absolute deviation of the magnitude offsets, at least 0.001 mag. */
    LOG_SPREAD("log_spread") {
        @Override
        double of(Observation observation, Context context) {
            return Math.log10(context.window().spread());
        }
    },
    /** asinh of the third standardised moment of the magnitude offsets. */
    ASINH_SKEWNESS("asinh_skewness") {
        @Override
        double of(Observation observation, Context context) {
            return asinh(context.window().skewness());
        }
    },
    /** log10(0.01 + mean squared step of the offsets over twice their variance). */
    LOG_VON_NEUMANN("log_von_neumann") {
        @Override
        double of(Observation observation, Context context) {
            return Math.log10(0.01 + context.window().vonNeumann());
        }
    },
    /** log10(0.01 + 5th to 95th percentile of the magnitude offsets / 1 mag). */
    LOG_AMPLITUDE("log_amplitude") {
        @Override
        double of(Observation observation, Context context) {
            return Math.log10(0.01 + context.window().amplitude());
        }
    },
    /** Where the median lies between the 5th and the 95th percentile, from the bright end, 0 to 1. */
    ASYMMETRY("asymmetry") {
        @Override
        double of(Observation observation, Context context) {
            return context.window().asymmetry();
        }
    },
    /** ln of the number of observations. */
    LOG_COUNT("log_count") {
        @Override
        double of(Observation observation, Context context) {
            return Math.log(context.window().size());
        }
    },
    /** ln(1 + days from the first observation to the last). */
    LOG_SPAN("log_span") {
        @Override
        double of(Observation observation, Context context) {
            return Math.log1p(context.window().span());
        }
    },
    /** ln of the best period in days, of {@link Periodogram}; 0 if none was looked for, as are all that follow. */
    FOLD_LOG_PERIOD("fold_log_period") {
        @Override
        double of(Observation observation, Context context) {
            Fold fold = context.window().fold();
            return fold.period() == 0 ? 0 : Math.log(fold.period());
        }
    },
    /** Fraction of the variance that the Fourier series at the best period explains. */
    FOLD_POWER("fold_power") {
        @Override
        double of(Observation observation, Context context) {
            return context.window().fold().power();
        }
    },
    /** log10(0.01 + amplitude of its first harmonic / 1 mag). */
    FOLD_LOG_AMPLITUDE("fold_log_amplitude") {
        @Override
        double of(Observation observation, Context context) {
            return Math.log10(0.01 + context.window().fold().amplitude());
        }
    },
    /** Amplitude of the second harmonic over that of the first, at most 10. */
    FOLD_RATIO21("fold_ratio21") {
        @Override
        double of(Observation observation, Context context) {
            return context.window().fold().ratio21();
        }
    },
    /** Amplitude of the third harmonic over that of the first, at most 10. */
    FOLD_RATIO31("fold_ratio31") {
        @Override
        double of(Observation observation, Context context) {
            return context.window().fold().ratio31();
        }
    },
    /** Sine of phi_2 - 2 phi_1 of the series (Simon and Lee 1981, ApJ 248, 291); the next three likewise. */
    FOLD_SIN_PHASE21("fold_sin_phase21") {
        @Override
        double of(Observation observation, Context context) {
            return Math.sin(context.window().fold().phase21());
        }
    },
    FOLD_COS_PHASE21("fold_cos_phase21") {
        @Override
        double of(Observation observation, Context context) {
            return Math.cos(context.window().fold().phase21());
        }
    },
    FOLD_SIN_PHASE31("fold_sin_phase31") {
        @Override
        double of(Observation observation, Context context) {
            return Math.sin(context.window().fold().phase31());
        }
    },
    FOLD_COS_PHASE31("fold_cos_phase31") {
        @Override
        double of(Observation observation, Context context) {
            return Math.cos(context.window().fold().phase31());
        }
    },
    /** Share of the odd harmonics in the series at twice the period. */
    FOLD_ALTERNATION("fold_alternation") {
        @Override
        double of(Observation observation, Context context) {
            return context.window().fold().alternation();
        }
    },
    /** Sine of the observation's phase at the best period, 0 at the first harmonic's brightest point. */
    PHASE_SIN("phase_sin") {
        @Override
        double of(Observation observation, Context context) {
            return Math.sin(context.window().fold().phase(context.days()));
        }
    },
    PHASE_COS("phase_cos") {
        @Override
        double of(Observation observation, Context context) {
            return Math.cos(context.window().fold().phase(context.days()));
        }
    },
    /** Sine of the phase at twice the best period, 0 at a faintest point of the series. */
    DOUBLE_PHASE_SIN("double_phase_sin") {
        @Override
        double of(Observation observation, Context context) {
            return Math.sin(context.window().fold().doublePhase(context.days()));
        }
    },
    DOUBLE_PHASE_COS("double_phase_cos") {
        @Override
        double of(Observation observation, Context context) {
            return Math.cos(context.window().fold().doublePhase(context.days()));
        }
    },
    /** Days since the first observation of the window, as they are. */
    DAYS("days") {
        @Override
        double of(Observation observation, Context context) {
            return context.days();
        }
    },
    /** Error over the largest absolute flux of the window, at most 10. */
    RELATIVE_ERROR("relative_error") {
        @Override
        double of(Observation observation, Context context) {
            double largest = context.window().largestFlux();
            return Math.min(10, largest == 0 ? 10 : observation.fluxErr() / largest);
        }
    },
    /** asinh(5 times this percentile of the magnitude offsets / 1 mag); of the window, as is all that follows. */
    ASINH_PERCENTILE_0("asinh_percentile_0", window -> asinh(5 * window.percentile(0))),
    ASINH_PERCENTILE_2("asinh_percentile_2", window -> asinh(5 * window.percentile(0.02))),
    ASINH_PERCENTILE_10("asinh_percentile_10", window -> asinh(5 * window.percentile(0.1))),
    ASINH_PERCENTILE_25("asinh_percentile_25", window -> asinh(5 * window.percentile(0.25))),
    ASINH_PERCENTILE_75("asinh_percentile_75", window -> asinh(5 * window.percentile(0.75))),
    ASINH_PERCENTILE_90("asinh_percentile_90", window -> asinh(5 * window.percentile(0.9))),
    ASINH_PERCENTILE_98("asinh_percentile_98", window -> asinh(5 * window.percentile(0.98))),
    ASINH_PERCENTILE_100("asinh_percentile_100", window -> asinh(5 * window.percentile(1))),
    /** log10(0.3 + fourth standardised moment of the magnitude offsets). */
    LOG_KURTOSIS("log_kurtosis", window -> Math.log10(0.3 + window.kurtosis())),
    /** log10 of the brightest offset over the faintest, 0.01 mag added to both. */
    LOG_TAIL_RATIO(
            "log_tail_ratio",
            window -> Math.log10(0.01 - window.percentile(0)) - Math.log10(0.01 + window.percentile(1))),
    /** log10(0.1 + mean square of the magnitude offsets in units of their errors). */
    LOG_CHI_SQUARE("log_chi_square", window -> Math.log10(0.1 + window.chiSquare())),
    /** ln of how often neighbours lie on either side of the mean, per observation. */
    LOG_CROSSINGS("log_crossings", window -> Math.log(window.crossings())),
    /** ln(1 + outbursts): runs brighter than the median by 0.2 mag and three median absolute deviations. */
    LOG_OUTBURSTS("log_outbursts", window -> Math.log1p(window.outbursts())),
    /** ln(1 + dips): likewise fainter. */
    LOG_DIPS("log_dips", window -> Math.log1p(window.dips())),
    /** log10(0.005 + structure function / 1 mag) at the shortest lags of {@link Changes}; the next eight at longer ones. */
    LOG_CHANGE_1("log_change_1", window -> Math.log10(0.005 + window.changes().structure()[0])),
    LOG_CHANGE_2("log_change_2", window -> Math.log10(0.005 + window.changes().structure()[1])),
    LOG_CHANGE_3("log_change_3", window -> Math.log10(0.005 + window.changes().structure()[2])),
    LOG_CHANGE_4("log_change_4", window -> Math.log10(0.005 + window.changes().structure()[3])),
    LOG_CHANGE_5("log_change_5", window -> Math.log10(0.005 + window.changes().structure()[4])),
    LOG_CHANGE_6("log_change_6", window -> Math.log10(0.005 + window.changes().structure()[5])),
    LOG_CHANGE_7("log_change_7", window -> Math.log10(0.005 + window.changes().structure()[6])),
    LOG_CHANGE_8("log_change_8", window -> Math.log10(0.005 + window.changes().structure()[7])),
    LOG_CHANGE_9("log_change_9", window -> Math.log10(0.005 + window.changes().structure()[8])),
    /** log10(0.003 + largest change within 0.4 days / 1 mag). */
    LOG_FAST_CHANGE(
            "log_fast_change", window -> Math.log10(0.003 + window.changes().fastest())),
    /** log10(0.01 + largest brightening between neighbours / 1 mag). */
    LOG_BRIGHTENING(
            "log_brightening", window -> Math.log10(0.01 + window.changes().brightening())),
    /** log10(0.01 + largest fading between neighbours / 1 mag). */
    LOG_FADING("log_fading", window -> Math.log10(0.01 + window.changes().fading())),
    /** log10(0.0001 + steepest brightening of neighbours more than 3 days apart / 1 mag per day). */
    LOG_RISE("log_rise", window -> Math.log10(0.0001 + window.changes().rise())),
    /** log10(0.0001 + steepest fading of neighbours more than 3 days apart / 1 mag per day). */
    LOG_FALL("log_fall", window -> Math.log10(0.0001 + window.changes().fall())),
    /** log10(0.1 + days) of the rise of the brightest {@link Excursion}. */
    LOG_EXCURSION_RISE(
            "log_excursion_rise", window -> Math.log10(0.1 + window.excursion().rise())),
    /** log10(0.1 + days) of its fall. */
    LOG_EXCURSION_FALL(
            "log_excursion_fall", window -> Math.log10(0.1 + window.excursion().fall())),
    /** ln of its observations. */
    LOG_EXCURSION_COUNT(
            "log_excursion_count", window -> Math.log(window.excursion().count())),
    /** log10(0.001 + median absolute deviation outside of it / 1 mag). */
    LOG_SPREAD_OUTSIDE(
            "log_spread_outside",
            window -> Math.log10(0.001 + window.excursion().spreadOutside())),
    /** log10 of the share of chi square that the best {@link Bump} leaves. */
    BUMP_LOG_GAIN("bump_log_gain", window -> Math.log10(window.bump().gain())),
    /** log10(0.1 + its chi square per degree of freedom). */
    BUMP_LOG_CHI_SQUARE(
            "bump_log_chi_square", window -> Math.log10(0.1 + window.bump().chiSquare())),
    /** ln of its Einstein time in days. */
    BUMP_LOG_DAYS("bump_log_days", window -> Math.log(window.bump().days())),
    /** Its impact parameter. */
    BUMP_IMPACT("bump_impact", window -> window.bump().impact()),
    /** log10(0.01 + share of the lensed flux). */
    BUMP_LOG_SHARE("bump_log_share", window -> Math.log10(0.01 + window.bump().share()));

    private static final double MICROJANSKY = 1000;

    private static final Set<Feature> LOOKING_BACK = EnumSet.of(
            ASINH_FLUX,
            LOG_ERROR,
            ASINH_SNR,
            FLUX_OVER_PEAK,
            LOG_PEAK_AGE,
            DECAY_RESIDUAL,
            DECAY_EXPECTED,
            DECAY_RATE,
            LOG_GAP,
            LOG_BAND_GAP,
            IS_FORCED,
            IS_LIMIT,
            BAND_U,
            BAND_G,
            BAND_R,
            BAND_I,
            BAND_Z,
            BAND_Y,
            BAND_GAIA_G,
            BAND_V,
            MAGNITUDE,
            ASINH_STEP,
            LOG_MAGNITUDE_ERROR,
            DAYS);

    private final String cardName;
    private final Formula formula;
    private final boolean constant;

    /** For those that override {@link #of}. */
    Feature(String cardName) {
        this(cardName, (observation, context) -> Double.NaN, false);
    }

    /** 1 in one band, else 0. */
    Feature(String cardName, Band band) {
        this(cardName, (observation, context) -> observation.band() == band ? 1 : 0, false);
    }

    /** The same for all observations of the window. */
    Feature(String cardName, ToDoubleFunction<Window> constant) {
        this(cardName, (observation, context) -> constant.applyAsDouble(context.window()), true);
    }

    Feature(String cardName, Formula formula, boolean constant) {
        this.cardName = cardName;
        this.formula = formula;
        this.constant = constant;
    }

    private interface Formula {
        double of(Observation observation, Context context);
    }

    /**
     * What a feature may know beyond its observation; times in days.
     *
     * @param gap since the previous observation
     * @param bandGap since the previous one of the same band
     * @param index in the window
     * @param previousInBand index of the previous one of the same band, or -1
     * @param days since the first observation of the window
     */
    record Context(Window window, double gap, double bandGap, int index, int previousInBand, double days) {}

    double of(Observation observation, Context context) {
        return formula.of(observation, context);
    }

    /** Whether it need be computed only once for all observations of a window. */
    boolean isConstant() {
        return constant;
    }

    /**
     * Whether it depends on its observation and earlier ones of the window alone, so that it stays as it is when later ones
     * come.
     */
    boolean looksBack() {
        return LOOKING_BACK.contains(this);
    }

    public String cardName() {
        return cardName;
    }

    /** The feature a card names; throws {@link IllegalArgumentException} naming it if this version has none such. */
    public static Feature named(String cardName) {
        for (Feature feature : values()) {
            if (feature.cardName.equals(cardName)) {
                return feature;
            }
        }
        throw new IllegalArgumentException("feature '" + cardName + "' is not known to this version");
    }

    private static double asinh(double x) {
        double magnitude = Math.abs(x);
        return Math.copySign(Math.log(magnitude + Math.sqrt(magnitude * magnitude + 1)), x);
    }
}
