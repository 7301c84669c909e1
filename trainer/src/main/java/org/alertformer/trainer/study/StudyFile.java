package org.alertformer.trainer.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.alertformer.trainer.fit.Recipe;
import org.jspecify.annotations.Nullable;

/**
 * The figures of the trainings that are done, one line each, so that a study can be interrupted and gone on with. A
 * training is known by the digest of its recipe: a changed recipe is trained again.
 */
final class StudyFile {
    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private static final String HEADER =
            "digest,recipe,seed,macro_f1,tde_f1,accuracy,log_loss,weights,training_cpu_s,curves_per_cpu_s";

    private final Path file;
    private final Map<String, Figures> done = new LinkedHashMap<>();

    private StudyFile(Path file) {
        this.file = file;
    }

    static StudyFile open(Path file) throws IOException {
        StudyFile study = new StudyFile(file);
        if (!Files.exists(file)) {
            Files.writeString(file, HEADER + "\n");
            return study;
        }
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (number == 1 && line.equals(HEADER)) {
                continue;
            }
            try {
                study.take(line);
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new IOException(file + ", line " + number + ": '" + line + "' are no figures of a training", e);
            }
        }
        return study;
    }

    /** One training's figures, to the digits that the line has. */
    private void take(String line) {
        String[] f = line.split(",", -1);
        done.put(
                f[0],
                new Figures(
                        Double.parseDouble(f[3]),
                        Double.parseDouble(f[4]),
                        Double.parseDouble(f[5]),
                        Double.parseDouble(f[6]),
                        Long.parseLong(f[7]),
                        Double.parseDouble(f[8]),
                        Double.parseDouble(f[9])));
    }

    @Nullable
    Figures of(Recipe recipe) {
        return done.get(digest(recipe));
    }

    /** Appends a line. What is known afterwards are the figures of the line, so that a table is the same after a restart. */
    void add(Recipe recipe, Figures f) throws IOException {
        String line = String.format(
                Locale.ROOT,
                "%s,%s,%d,%.5f,%.5f,%.5f,%.5f,%d,%.1f,%.0f",
                digest(recipe),
                recipe.name(),
                recipe.seed(),
                f.macroF1(),
                f.rareF1(),
                f.accuracy(),
                f.logLoss(),
                f.weights(),
                f.trainingSeconds(),
                f.curvesPerSecond());
        Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
        take(line);
    }

    /** Whatever the order of the keys. */
    private static String digest(Recipe recipe) {
        try {
            byte[] json = SORTED.writeValueAsBytes(SORTED.convertValue(recipe.toJson(), Map.class));
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(json);
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("recipe " + recipe.name(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
