package org.alertformer.trainer.fit;

import java.util.List;
import java.util.Objects;
import org.alertformer.encoding.Feature;

/**
 * Perceptrons that answer together with the transformers: networks without attention on features of the whole window.
 *
 * @param count how many, of different seeds
 * @param features by {@link Feature#cardName}; such as are the same for all observations of a light curve
 * @param width of a hidden layer
 * @param layers hidden layers
 * @param dropout after each hidden layer
 * @param epochs at most
 * @param learningRate at its peak
 */
public record PerceptronRecipe(
        int count, List<String> features, int width, int layers, double dropout, int epochs, double learningRate) {
    public PerceptronRecipe {
        features = List.copyOf(Objects.requireNonNull(features, "perceptrons: features is missing"));
        features.forEach(Feature::named);
        require(count > 0 && count <= 32, "count", count);
        require(!features.isEmpty() && features.stream().distinct().count() == features.size(), "features", features);
        require(width > 0, "width", width);
        require(layers > 0, "layers", layers);
        require(dropout >= 0 && dropout < 1, "dropout", dropout);
        require(epochs > 0, "epochs", epochs);
        require(learningRate > 0 && learningRate < 1, "learningRate", learningRate);
    }

    private static void require(boolean valid, String name, Object value) {
        if (!valid) {
            throw new IllegalArgumentException("perceptrons: " + name + " " + value + " is out of range");
        }
    }
}
