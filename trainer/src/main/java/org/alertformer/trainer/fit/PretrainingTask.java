package org.alertformer.trainer.fit;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Objects;

/** What is learned from light curves without their labels; features are named as in the network's list. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
    @JsonSubTypes.Type(value = PretrainingTask.Masked.class, name = "masked"),
    @JsonSubTypes.Type(value = PretrainingTask.Denoising.class, name = "denoising"),
    @JsonSubTypes.Type(value = PretrainingTask.NextObservation.class, name = "nextObservation"),
    @JsonSubTypes.Type(value = PretrainingTask.Reconstruction.class, name = "reconstruction")
})
public sealed interface PretrainingTask {
    /**
     * Hidden observations are told from their times, their bands and the others; each counts by its inverse variance
     * (Donoso-Oliva et al. 2023, ASTROMER).
     *
     * @param fraction of the observations that is hidden
     * @param target the feature that is told
     * @param error the feature that is the decadic logarithm of its error
     */
    record Masked(double fraction, String target, String error) implements PretrainingTask {
        public Masked {
            if (!(fraction > 0 && fraction < 1)) {
                throw new IllegalArgumentException("masked: fraction " + fraction + " is not between 0 and 1");
            }
            Objects.requireNonNull(target, "masked: target is missing");
            Objects.requireNonNull(error, "masked: error is missing");
        }
    }

    /**
     * Noise is added to all features but the bands, and one is told as it was (Vincent et al. 2008).
     *
     * @param noise deviation, in units of the features' own
     * @param target the feature that is told
     */
    record Denoising(double noise, String target) implements PretrainingTask {
        public Denoising {
            if (!(noise > 0)) {
                throw new IllegalArgumentException("denoising: noise " + noise + " is not positive");
            }
            Objects.requireNonNull(target, "denoising: target is missing");
        }
    }

    /** Each observation tells all features of the next one, as a normal distribution (Radford et al. 2018). */
    record NextObservation() implements PretrainingTask {}

    /**
     * The state that the heads read tells a feature of every observation from its time and band (Pimentel et al. 2023,
     * TimeModAttn).
     *
     * @param target the feature that is told
     */
    record Reconstruction(String target) implements PretrainingTask {
        public Reconstruction {
            Objects.requireNonNull(target, "reconstruction: target is missing");
        }
    }
}
