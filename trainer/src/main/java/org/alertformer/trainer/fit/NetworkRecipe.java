package org.alertformer.trainer.fit;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import org.alertformer.encoding.Feature;
import org.alertformer.encoding.LightCurveEncoder;
import org.alertformer.encoding.NormalizedFeature;
import org.alertformer.encoding.Sampling;
import org.alertformer.encoding.TimeEncoding;
import org.alertformer.trainer.network.Architecture;
import org.alertformer.trainer.network.Body;
import org.jspecify.annotations.Nullable;

/**
 * The network of a recipe.
 *
 * @param features by {@link Feature#cardName}
 * @param maximumLength the newest so many observations are seen
 * @param timeEncoding how time enters
 * @param width of a token
 * @param heads of the attention
 * @param layers encoder blocks
 * @param feedForward hidden width
 * @param norm where LayerNorm stands
 * @param flareClasses classes that are flares; with some there is a head for their parameters
 * @param sampling what the rows are; the observations if null
 * @param body what stands between tokens and heads; {@link Body.Encoder} if null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NetworkRecipe(
        List<String> features,
        int maximumLength,
        TimeEncoding timeEncoding,
        int width,
        int heads,
        int layers,
        int feedForward,
        Architecture.Norm norm,
        List<String> flareClasses,
        @Nullable Sampling sampling,
        @Nullable Body body) {
    public NetworkRecipe {
        features = List.copyOf(Objects.requireNonNull(features, "network: features is missing"));
        flareClasses = List.copyOf(Objects.requireNonNull(flareClasses, "network: flareClasses is missing"));
        Objects.requireNonNull(timeEncoding, "network: timeEncoding is missing");
        Objects.requireNonNull(norm, "network: norm is missing");
        if (features.stream().distinct().count() != features.size()) {
            throw new IllegalArgumentException("network: features " + features + " are not all different");
        }
        if (maximumLength < 1) {
            throw new IllegalArgumentException("network: maximumLength " + maximumLength + " is less than 1");
        }
        encoder(features.stream().map(name -> new NormalizedFeature(name, 0, 1)).toList(), maximumLength, sampling);
        if (timeEncoding.kind() == TimeEncoding.Kind.delta
                && !(features.contains("log_gap") || features.contains("log_band_gap"))) {
            throw new IllegalArgumentException(
                    "network: the time encoding delta needs the feature log_gap or log_band_gap");
        }
        architecture(features, 2, width, heads, layers, feedForward, norm, timeEncoding, !flareClasses.isEmpty(), body);
    }

    /** The encoder in front of the network. */
    LightCurveEncoder encoder(List<NormalizedFeature> normalized) {
        return encoder(normalized, maximumLength, sampling);
    }

    /** The encoder behind which the features' constants are measured: padding is no observation. */
    LightCurveEncoder measuringEncoder(List<NormalizedFeature> raw) {
        boolean padded = sampling != null && sampling.kind() == Sampling.Kind.padded;
        return encoder(raw, maximumLength, padded ? Sampling.OBSERVATIONS : sampling);
    }

    private static LightCurveEncoder encoder(
            List<NormalizedFeature> normalized, int maximumLength, @Nullable Sampling sampling) {
        return new LightCurveEncoder(normalized, maximumLength, sampling == null ? Sampling.OBSERVATIONS : sampling);
    }

    /** The shape of the network for so many classes. */
    public Architecture architecture(int classes) {
        return architecture(
                features,
                classes,
                width,
                heads,
                layers,
                feedForward,
                norm,
                timeEncoding,
                !flareClasses.isEmpty(),
                body);
    }

    private static Architecture architecture(
            List<String> features,
            int classes,
            int width,
            int heads,
            int layers,
            int feedForward,
            Architecture.Norm norm,
            TimeEncoding timeEncoding,
            boolean flare,
            @Nullable Body body) {
        return new Architecture(
                features.size(),
                classes,
                width,
                heads,
                layers,
                feedForward,
                norm,
                timeEncoding,
                flare,
                body == null ? new Body.Encoder() : body,
                features);
    }
}
