package org.alertformer.encoding;

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
            return context.largestFlux() == 0 ? 0 : observation.flux() / context.largestFlux();
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
    BAND_V("band_V", Band.V);

    private static final double MICROJANSKY = 1000;

    private final String cardName;
    private final Band band;

    Feature(String cardName) {
        this(cardName, Band.G);
    }

    /** 1 in one band, else 0. */
    Feature(String cardName, Band band) {
        this.cardName = cardName;
        this.band = band;
    }

    /** What a feature may know beyond its observation; times in days, fluxes in nJy. */
    record Context(double gap, double bandGap, double largestFlux) {}

    double of(Observation observation, Context context) {
        return observation.band() == band ? 1 : 0;
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
