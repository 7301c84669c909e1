package org.alertformer.trainer.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.alertformer.trainer.fit.Recipe;
import org.jspecify.annotations.Nullable;

/**
 * Recipes, and the changes of them that are to be compared. Each recipe is trained with each change of each axis and each
 * seed; the changes of different axes are not combined.
 *
 * @param seeds replace the recipe's own
 * @param recipes files, relative to the plan's own place
 * @param axes for each axis the changes by name, each a merge patch (RFC 7386) of a recipe; an empty one leaves it as it is
 * @param own what is different for single recipes, by file: axes that are added, changes made after those of the same name
 *     that all have, and null for an axis or a change that is left out; nothing if null
 */
record StudyPlan(
        List<Long> seeds,
        List<String> recipes,
        Map<String, Map<String, JsonNode>> axes,
        @Nullable Map<String, Map<String, @Nullable Map<String, JsonNode>>> own) {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    StudyPlan {
        Objects.requireNonNull(seeds, "key 'seeds' is missing");
        Objects.requireNonNull(recipes, "key 'recipes' is missing");
        Objects.requireNonNull(axes, "key 'axes' is missing");
        if (own != null && !recipes.containsAll(own.keySet())) {
            throw new IllegalArgumentException("own: " + own.keySet() + " are not all among the recipes " + recipes);
        }
        if (seeds.isEmpty() || recipes.isEmpty() || axes.isEmpty()) {
            throw new IllegalArgumentException("seeds, recipes and axes must not be empty");
        }
    }

    /** One training to be made. */
    record Run(Path file, String axis, String change, Recipe recipe) {}

    /** Reads a plan; throws {@link IllegalArgumentException} naming the file and what is wrong. */
    static StudyPlan read(Path file) throws IOException {
        try {
            return YAML.readValue(Files.readString(file), StudyPlan.class);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("plan " + file + " does not exist", e);
        } catch (JsonProcessingException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IllegalArgumentException("plan " + file + ": " + cause.getMessage(), e);
        }
    }

    /** All trainings, seed by seed so that an unfinished study still compares all changes. */
    List<Run> runs(Path folder) throws IOException {
        List<Run> runs = new ArrayList<>();
        for (long seed : seeds) {
            for (String name : recipes) {
                Path file = folder.resolve(name);
                JsonNode base = Recipe.read(file).toJson();
                axesOf(name)
                        .forEach((axis, changes) -> changes.forEach((change, patches) -> {
                            JsonNode changed = base;
                            for (JsonNode patch : patches) {
                                changed = MergePatch.apply(changed, patch);
                            }
                            ((ObjectNode) changed).put("seed", seed);
                            runs.add(new Run(file, axis, change, recipe(file, axis, change, changed)));
                        }));
            }
        }
        return runs;
    }

    /** The axes of one recipe, each change as the patches that make it, in order. */
    private Map<String, Map<String, List<JsonNode>>> axesOf(String recipe) {
        Map<String, Map<String, List<JsonNode>>> all = new LinkedHashMap<>();
        axes.forEach((axis, changes) -> {
            Map<String, List<JsonNode>> patches = new LinkedHashMap<>();
            changes.forEach((change, patch) -> patches.put(change, List.of(patch)));
            all.put(axis, patches);
        });
        Map<String, @Nullable Map<String, JsonNode>> different =
                own == null ? Map.of() : own.getOrDefault(recipe, Map.of());
        different.forEach((axis, changes) -> {
            if (changes == null) {
                all.remove(axis);
                return;
            }
            Map<String, List<JsonNode>> patches = all.computeIfAbsent(axis, key -> new LinkedHashMap<>());
            changes.forEach((change, patch) -> {
                if (patch.isNull()) {
                    patches.remove(change);
                } else {
                    patches.merge(change, List.of(patch), (shared, more) -> List.of(shared.get(0), patch));
                }
            });
        });
        return all;
    }

    private static Recipe recipe(Path file, String axis, String change, JsonNode changed) {
        try {
            return Recipe.parse(changed.toString());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "recipe " + file + " with '" + axis + ": " + change + "': " + e.getMessage(), e);
        }
    }
}
