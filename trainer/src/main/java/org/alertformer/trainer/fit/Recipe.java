package org.alertformer.trainer.fit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.alertformer.trainer.data.Augmentation;
import org.alertformer.trainer.data.DataRecipe;
import org.alertformer.trainer.data.Truncation;
import org.alertformer.trainer.network.Architecture;
import org.alertformer.trainer.network.FlareScale;
import org.alertformer.trainer.network.Initializer;
import org.alertformer.trainer.network.Member;
import org.jspecify.annotations.Nullable;

/**
 * Everything that makes a model, from the data to the seed: the same recipe on the same machine gives the same weights.
 *
 * @param name of the model
 * @param version of the model
 * @param seed of the initial weights, the order and the truncations
 * @param data where the light curves come from
 * @param network its shape and inputs
 * @param beside networks of other kinds that answer together with it; none if null
 * @param truncation how much of a light curve is seen in training
 * @param augmentation how light curves are varied; not at all if null
 * @param pretraining what is learned without labels first; nothing if null
 * @param training how the weights are found
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Recipe(
        String name,
        String version,
        long seed,
        DataRecipe data,
        NetworkRecipe network,
        @Nullable List<MemberRecipe> beside,
        Truncation truncation,
        @Nullable Augmentation augmentation,
        @Nullable PretrainingRecipe pretraining,
        TrainingRecipe training) {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    public Recipe {
        Objects.requireNonNull(name, "name is missing");
        Objects.requireNonNull(version, "version is missing");
        Objects.requireNonNull(data, "data is missing");
        Objects.requireNonNull(network, "network is missing");
        Objects.requireNonNull(truncation, "truncation is missing");
        Objects.requireNonNull(training, "training is missing");
        if (beside != null) {
            for (MemberRecipe other : beside) {
                if (other.network().maximumLength() != network.maximumLength()) {
                    throw new IllegalArgumentException("beside: maximumLength "
                            + other.network().maximumLength() + " is not the network's " + network.maximumLength());
                }
            }
        }
    }

    /** Reads a recipe; throws {@link IllegalArgumentException} naming the file and the key or value that is wrong. */
    public static Recipe read(Path file) throws IOException {
        try {
            return parse(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("recipe " + file + " does not exist", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("recipe " + file + ": " + e.getMessage(), e);
        }
    }

    /** Parses the text of a recipe. */
    public static Recipe parse(String yaml) {
        try {
            JsonNode tree = YAML.readTree(yaml);
            RecipeKeys.check(tree, Recipe.class, "");
            return YAML.treeToValue(tree, Recipe.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(reason(e), e);
        }
    }

    /** The recipe that a model card holds. */
    public static Recipe of(JsonNode card) {
        try {
            RecipeKeys.check(card, Recipe.class, "");
            return YAML.treeToValue(card, Recipe.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("recipe in the model card: " + reason(e), e);
        }
    }

    /** Networks of other kinds. */
    List<MemberRecipe> others() {
        return beside == null ? List.of() : beside;
    }

    /** What is encoded: the network's features, then those that only others take. */
    List<String> features() {
        Set<String> features = new LinkedHashSet<>(network.features());
        others().forEach(other -> features.addAll(other.network().features()));
        return List.copyOf(features);
    }

    /**
     * The networks before their training, in the order in which a model file holds them.
     *
     * @param classes how many the data have
     */
    public List<Member> untrained(int classes) {
        List<Member> members = new ArrayList<>(Collections.nCopies(training.networks(), untrained(network, classes)));
        others().forEach(other ->
                members.addAll(Collections.nCopies(other.count(), untrained(other.network(), classes))));
        return members;
    }

    private Member untrained(NetworkRecipe shape, int classes) {
        Architecture architecture = shape.architecture(classes);
        return new Member(architecture, columns(shape), Initializer.weights(architecture, FlareScale.UNIT, seed));
    }

    /** Which of the {@link #features} a network takes, in its own order. */
    List<Integer> columns(NetworkRecipe shape) {
        return shape.features().stream().map(features()::indexOf).toList();
    }

    /** How light curves are varied in training. */
    Augmentation variation() {
        return augmentation == null ? Augmentation.NONE : augmentation;
    }

    public JsonNode toJson() {
        return YAML.valueToTree(this);
    }

    private static String reason(JsonProcessingException e) {
        Throwable cause = e.getCause();
        if (cause instanceof IllegalArgumentException || cause instanceof NullPointerException) {
            return String.valueOf(cause.getMessage());
        }
        String where = e.getLocation() == null || e.getLocation().getLineNr() < 1
                ? ""
                : "line " + e.getLocation().getLineNr() + ": ";
        return where + e.getOriginalMessage().lines().findFirst().orElse("");
    }
}
