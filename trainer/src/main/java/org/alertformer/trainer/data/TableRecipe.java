package org.alertformer.trainer.data;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.alertformer.survey.LightCurveFolder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Training data from a folder of tables; see {@link LightCurveFolder}. Objects of the split {@code train} are learned
 * from, a part of them held back for early stopping and calibration; those of the split {@code validation} are for the
 * figures alone.
 *
 * @param folder relative to the data directory that the command was given
 * @param classes the labels of each class; objects of other labels are left out
 * @param keep fraction of a class's objects that is kept, by a hash of their ids; classes not named are kept whole
 * @param heldBack fraction of the training objects, by a hash of their ids
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TableRecipe(
        String folder,
        Map<String, List<String>> classes,
        @Nullable Map<String, Double> keep,
        double heldBack) {
    private static final Logger log = LoggerFactory.getLogger(TableRecipe.class);
    private static final int FEWEST_OBSERVATIONS = 3;
    private static final long TOLERATED = 10_000;

    public TableRecipe {
        Objects.requireNonNull(folder, "table: folder is missing");
        Objects.requireNonNull(classes, "table: classes is missing");
        if (!(heldBack > 0 && heldBack < 1)) {
            throw new IllegalArgumentException("table: heldBack " + heldBack + " is not between 0 and 1");
        }
        Map<String, String> seen = new HashMap<>();
        classes.forEach((name, labels) -> {
            for (String label : labels) {
                String other = seen.put(label, name);
                if (other != null) {
                    throw new IllegalArgumentException(
                            "table: label '" + label + "' is in the classes " + other + " and " + name);
                }
            }
        });
        if (keep != null) {
            keep.forEach((name, fraction) -> {
                if (!(classes.containsKey(name) && fraction > 0 && fraction <= 1)) {
                    throw new IllegalArgumentException(
                            "table: keep " + fraction + " of '" + name + "', which must be a class and a fraction");
                }
            });
        }
    }

    CurveSet load(Path directory) throws IOException {
        List<LightCurveFolder.Labelled> objects = objects(directory);
        List<LabelledCurve> train = new ArrayList<>();
        List<LabelledCurve> validation = new ArrayList<>();
        for (LabelledCurve curve : split("train", objects)) {
            (hash("held back", curve.id()) < heldBack ? validation : train).add(curve);
        }
        return new CurveSet(folder, names(), train, validation, split("validation", objects), Truncation.NONE);
    }

    /** The split that is for the figures. */
    List<LabelledCurve> test(Path directory) throws IOException {
        return split("validation", objects(directory));
    }

    private List<String> names() {
        return classes.keySet().stream().sorted().toList();
    }

    private List<LabelledCurve> split(String split, List<LightCurveFolder.Labelled> objects) {
        List<String> names = names();
        List<LabelledCurve> curves = new ArrayList<>();
        for (LightCurveFolder.Labelled object : objects) {
            int label = label(object.label(), names);
            if (object.split().equals(split) && label >= 0 && isKept(names.get(label), object.id())) {
                curves.add(new LabelledCurve(object.id(), label, object.curve(), null));
            }
        }
        return curves;
    }

    /** Refuses the folder if more than one row in {@value #TOLERATED} is no measurement; fewer are left out and told. */
    private List<LightCurveFolder.Labelled> objects(Path directory) throws IOException {
        List<String> rejected = new ArrayList<>();
        List<LightCurveFolder.Labelled> objects =
                LightCurveFolder.at(directory.resolve(folder)).read(rejected::add);
        long rows = rejected.size();
        for (LightCurveFolder.Labelled object : objects) {
            rows += object.curve().size();
        }
        if (rejected.size() * TOLERATED > rows) {
            throw new IOException(
                    rejected.size() + " of " + rows + " rows are no measurements, the first: " + rejected.get(0));
        }
        if (!rejected.isEmpty()) {
            log.warn("{} of {} rows left out, the first: {}", rejected.size(), rows, rejected.get(0));
        }
        return objects.stream()
                .filter(object -> object.curve().size() >= FEWEST_OBSERVATIONS)
                .toList();
    }

    private int label(String label, List<String> names) {
        for (Map.Entry<String, List<String>> entry : classes.entrySet()) {
            if (entry.getValue().contains(label)) {
                return names.indexOf(entry.getKey());
            }
        }
        return -1;
    }

    private boolean isKept(String name, String id) {
        return keep == null || hash("keep", id) < keep.getOrDefault(name, 1.0);
    }

    /** A number from 0 to 1 that depends on the id alone. */
    private static double hash(String purpose, String id) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest((purpose + " " + id).getBytes(StandardCharsets.UTF_8));
            int bits = (digest[0] & 0xff) << 16 | (digest[1] & 0xff) << 8 | (digest[2] & 0xff);
            return bits / (double) (1 << 24);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
