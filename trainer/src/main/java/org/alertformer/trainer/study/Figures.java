package org.alertformer.trainer.study;

/**
 * What one training came to.
 *
 * @param macroF1 mean F1 over the classes, each object as of its last alert
 * @param rareF1 F1 of the class {@code TDE}; NaN where there is none
 * @param accuracy fraction whose most probable class is right
 * @param logLoss mean negative natural logarithm of the right class's probability
 * @param weights numbers in the network
 * @param trainingSeconds processor time
 * @param curvesPerSecond light curves per second of processor time in ONNX Runtime, batches of 16 of similar length
 */
record Figures(
        double macroF1,
        double rareF1,
        double accuracy,
        double logLoss,
        long weights,
        double trainingSeconds,
        double curvesPerSecond) {}
