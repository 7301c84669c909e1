package org.alertformer.survey;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * Which numbers DESC's taxonomy [1] has for a model's classes, as a JSON file: {@code {"classes": {"drw": 2332},
 * "residual": 200, "declined": 300}}.
 *
 * <p>[1] github.com/LSSTDESC/elasticc, taxonomy of 0.9.1.
 *
 * @param classes numbers by name of class
 * @param residual the number of what is in no class of the list
 * @param declined the number of alerts that were not classified
 */
public record DescTaxonomy(Map<String, Integer> classes, int residual, int declined) {
    private static final String SHIPPED = "/schemas/desc/classes.json";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    public DescTaxonomy {
        classes = Map.copyOf(classes);
        classes.forEach(DescTaxonomy::requirePositive);
        requirePositive("residual", residual);
        requirePositive("declined", declined);
    }

    /** The numbers of the simulated survey's classes. */
    public static DescTaxonomy shipped() {
        try (InputStream in = Objects.requireNonNull(DescTaxonomy.class.getResourceAsStream(SHIPPED))) {
            return parse(SHIPPED, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(SHIPPED, e);
        }
    }

    /** Reads a file; throws {@link IllegalArgumentException} naming it and what is wrong in it. */
    public static DescTaxonomy read(Path file) throws IOException {
        return parse(file.toString(), Files.readString(file));
    }

    private static DescTaxonomy parse(String source, String json) {
        try {
            return JSON.readValue(json, DescTaxonomy.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(source + ": " + e.getOriginalMessage(), e);
        }
    }

    int idOf(String name) {
        return classes.getOrDefault(name, residual);
    }

    private static void requirePositive(String name, int id) {
        if (id < 0) {
            throw new IllegalArgumentException("class id " + id + " of '" + name + "' is negative");
        }
    }
}
