package org.alertformer.topology;

import java.util.ArrayList;
import java.util.List;
import org.alertformer.schemas.Format;
import org.alertformer.survey.DescTaxonomy;
import org.jspecify.annotations.Nullable;

/**
 * What is written.
 *
 * @param topics which topics
 * @param codecs how records are written as bytes
 * @param minimumFlareProbability flare alerts are published from this probability on
 * @param attention whether class alerts list the attention of each observation
 * @param desc numbers of the classes, if DESC's records are written too
 * @param shadow whether the alerts of a second model are written too
 */
public record OutputSettings(
        OutputTopics topics,
        OutputCodecs codecs,
        double minimumFlareProbability,
        boolean attention,
        @Nullable DescTaxonomy desc,
        boolean shadow) {
    public static final double DEFAULT_MINIMUM_FLARE_PROBABILITY = 0.5;

    public OutputSettings {
        if (!(minimumFlareProbability >= 0 && minimumFlareProbability <= 1)) {
            throw new IllegalArgumentException(
                    "minimum flare probability " + minimumFlareProbability + " is not between 0 and 1");
        }
    }

    /** Without a second model. */
    public OutputSettings(
            OutputTopics topics,
            OutputCodecs codecs,
            double minimumFlareProbability,
            boolean attention,
            @Nullable DescTaxonomy desc) {
        this(topics, codecs, minimumFlareProbability, attention, desc, false);
    }

    /** Containers, without attention. */
    public static OutputSettings of(OutputTopics topics) {
        return new OutputSettings(
                topics, OutputCodecs.of(Format.CONTAINER), DEFAULT_MINIMUM_FLARE_PROBABILITY, false, null);
    }

    /** The names of all topics that are written. */
    public List<String> topicNames() {
        List<String> names = new ArrayList<>(List.of(topics.classifications(), topics.flares(), topics.deadLetters()));
        if (desc != null) {
            names.add(topics.desc());
        }
        if (shadow) {
            names.add(topics.shadowClassifications());
            names.add(topics.shadowFlares());
        }
        return names;
    }
}
