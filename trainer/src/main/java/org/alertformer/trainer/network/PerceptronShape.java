package org.alertformer.trainer.network;

import java.util.List;

/**
 * The shape of a perceptron.
 *
 * @param columns which features of an observation it takes
 * @param classes number of class logits
 * @param width of a hidden layer
 * @param layers hidden layers
 */
public record PerceptronShape(List<Integer> columns, int classes, int width, int layers) {
    public PerceptronShape {
        columns = List.copyOf(columns);
        if (columns.isEmpty() || classes < 2 || width < 1 || layers < 1) {
            throw new IllegalArgumentException("a perceptron of " + columns.size() + " features, " + classes
                    + " classes, width " + width + " and " + layers + " layers");
        }
    }

    /** The name of a hidden layer in the weights. */
    public static String hidden(int layer) {
        return "hidden" + layer;
    }
}
