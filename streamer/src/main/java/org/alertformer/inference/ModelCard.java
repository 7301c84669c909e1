package org.alertformer.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.alertformer.encoding.LightCurveEncoder;
import org.alertformer.encoding.NormalizedFeature;
import org.alertformer.encoding.Sampling;
import org.alertformer.encoding.TimeEncoding;
import org.jspecify.annotations.Nullable;

/**
 * What a model says of itself: JSON under the key {@value #METADATA_KEY} of the ONNX file's metadata. With it the file
 * is the whole contract.
 *
 * @param cardVersion format of the card, {@value #CARD_VERSION}
 * @param name name of the model
 * @param version version of the model
 * @param tasks {@code classification}, {@code flare}, or both
 * @param classes names in the order of the {@code probabilities} output
 * @param flareClasses which of them are flares; their probabilities add up to the flare probability
 * @param flareRange of the flares it learned from; null without flares, and in cards made before this was written down
 * @param surveyFlareRanges the same of each survey, by name; null in cards made before this was written down
 * @param features in the order of the last axis of the {@code features} input
 * @param sampling what the rows of the inputs are; the observations if null
 * @param timeEncoding how the graph encodes its {@code time} input
 * @param bands symbols of the bands the model was trained on
 * @param minimumLength fewer observations than this are not classified
 * @param maximumLength the newest so many observations are encoded
 * @param temperature the calibration, already applied inside the graph
 * @param trainingData name and digest of the training data
 * @param recipe the recipe it was trained with
 * @param metrics figures on held-out data, by name
 * @param created ISO 8601 time of creation, UTC
 */
public record ModelCard(
        int cardVersion,
        String name,
        String version,
        List<Task> tasks,
        List<String> classes,
        List<String> flareClasses,
        @Nullable FlareRange flareRange,
        @Nullable Map<String, FlareRange> surveyFlareRanges,
        List<NormalizedFeature> features,
        @Nullable Sampling sampling,
        TimeEncoding timeEncoding,
        List<String> bands,
        int minimumLength,
        int maximumLength,
        double temperature,
        String trainingData,
        @Nullable JsonNode recipe,
        @Nullable Map<String, Double> metrics,
        String created) {
    public static final String METADATA_KEY = "alertformer";
    public static final int CARD_VERSION = 1;

    private static final List<String> LATER_KEYS = List.of("flareRange", "surveyFlareRanges", "sampling");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    /** What a model can do, spelled as in cards. */
    public enum Task {
        classification,
        flare
    }

    /** Throws {@link IllegalArgumentException} naming the field and the value that this version cannot honour. */
    public ModelCard {
        if (cardVersion != CARD_VERSION) {
            throw new IllegalArgumentException("card version " + cardVersion + ", known is " + CARD_VERSION);
        }
        tasks = List.copyOf(tasks);
        classes = List.copyOf(classes);
        flareClasses = List.copyOf(flareClasses);
        features = List.copyOf(features);
        bands = List.copyOf(bands);
        if (!tasks.contains(Task.classification)) {
            throw new IllegalArgumentException("tasks " + tasks + " lack classification");
        }
        if (classes.size() < 2 || classes.stream().distinct().count() != classes.size()) {
            throw new IllegalArgumentException("classes " + classes + " are not two or more different names");
        }
        if (!classes.containsAll(flareClasses)) {
            throw new IllegalArgumentException("flare classes " + flareClasses + " are not all among " + classes);
        }
        if (minimumLength < 1 || maximumLength < minimumLength) {
            throw new IllegalArgumentException("lengths from " + minimumLength + " to " + maximumLength);
        }
        if (!(temperature > 0)) {
            throw new IllegalArgumentException("temperature " + temperature + " is not positive");
        }
        if (recipe instanceof NullNode) {
            recipe = null;
        }
    }

    /** The card of a model whose rows are the observations, without a known range of flares. */
    public ModelCard(
            int cardVersion,
            String name,
            String version,
            List<Task> tasks,
            List<String> classes,
            List<String> flareClasses,
            List<NormalizedFeature> features,
            TimeEncoding timeEncoding,
            List<String> bands,
            int minimumLength,
            int maximumLength,
            double temperature,
            String trainingData,
            @Nullable JsonNode recipe,
            @Nullable Map<String, Double> metrics,
            String created) {
        this(
                cardVersion,
                name,
                version,
                tasks,
                classes,
                flareClasses,
                null,
                null,
                features,
                null,
                timeEncoding,
                bands,
                minimumLength,
                maximumLength,
                temperature,
                trainingData,
                recipe,
                metrics,
                created);
    }

    /** Reads a card; throws {@link IllegalArgumentException} saying what in it cannot be honoured. */
    public static ModelCard parse(String json) {
        try {
            return JSON.treeToValue(withLaterKeys(JSON.readTree(json)), ModelCard.class);
        } catch (JsonProcessingException e) {
            Throwable reason = e.getCause() instanceof IllegalArgumentException cause ? cause : e;
            String message = e == reason ? e.getOriginalMessage() : reason.getMessage();
            throw new IllegalArgumentException("model card: " + message, e);
        }
    }

    /** Cards from before a key was thought of have none. */
    private static JsonNode withLaterKeys(JsonNode card) {
        if (card instanceof ObjectNode object) {
            for (String key : LATER_KEYS) {
                if (!object.has(key)) {
                    object.putNull(key);
                }
            }
        }
        return card;
    }

    /**
     * @param survey name of the survey
     * @return of its flares; of all if the model did not learn from that one, null if unknown
     */
    public @Nullable FlareRange flareRangeIn(String survey) {
        FlareRange own = surveyFlareRanges == null ? null : surveyFlareRanges.get(survey);
        return own == null ? flareRange : own;
    }

    /** The same card with the ranges of flares of single surveys. */
    public ModelCard withSurveyFlareRanges(Map<String, FlareRange> ranges) {
        ObjectNode card = JSON.valueToTree(this);
        card.set("surveyFlareRanges", JSON.valueToTree(ranges));
        return parse(card.toString());
    }

    public String toJson() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("card of model " + name, e);
        }
    }

    /** The encoder this model was trained behind; throws {@link IllegalArgumentException} on an unknown feature. */
    public LightCurveEncoder encoder() {
        return new LightCurveEncoder(features, maximumLength, sampling == null ? Sampling.OBSERVATIONS : sampling);
    }
}
