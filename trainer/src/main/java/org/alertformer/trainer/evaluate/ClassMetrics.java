package org.alertformer.trainer.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How well probabilities fit labels.
 *
 * @param count light curves
 * @param accuracy fraction whose most probable class is right
 * @param macroF1 mean of the classes' F1 scores
 * @param logLoss mean negative natural logarithm of the right class's probability
 * @param calibration expected calibration error
 * @param classes one entry per class
 * @param confusion [true class][most probable class]
 * @param bins of the reliability diagram
 */
record ClassMetrics(
        int count,
        double accuracy,
        double macroF1,
        double logLoss,
        Calibration calibration,
        List<PerClass> classes,
        int[][] confusion,
        List<Bin> bins) {
    private static final double SMALLEST_PROBABILITY = 1e-12;

    /** @param auc area under the curve of true against false positives, one class against the rest */
    record PerClass(String name, int count, double precision, double recall, double f1, double auc) {}

    /** One bin of the reliability diagram: light curves, their mean probability, the fraction that was right. */
    record Bin(int count, double probability, double accuracy) {}

    static ClassMetrics of(List<String> names, List<float[]> probabilities, List<Integer> labels) {
        int classes = names.size();
        int[][] confusion = new int[classes][classes];
        float[] largest = new float[labels.size()];
        boolean[] right = new boolean[labels.size()];
        double logLoss = 0;
        int correct = 0;
        for (int i = 0; i < labels.size(); i++) {
            float[] p = probabilities.get(i);
            int best = best(p);
            int label = labels.get(i);
            confusion[label][best]++;
            correct += best == label ? 1 : 0;
            logLoss -= Math.log(Math.max(SMALLEST_PROBABILITY, p[label]));
            largest[i] = p[best];
            right[i] = best == label;
        }
        List<PerClass> perClass = new ArrayList<>();
        double f1 = 0;
        for (int c = 0; c < classes; c++) {
            perClass.add(perClass(names.get(c), c, confusion, probabilities, labels));
            f1 += perClass.get(c).f1() / classes;
        }
        int n = labels.size();
        return new ClassMetrics(
                n,
                (double) correct / n,
                f1,
                logLoss / n,
                Calibration.of(largest, right),
                perClass,
                confusion,
                bins(largest, right));
    }

    private static List<Bin> bins(float[] probabilities, boolean[] right) {
        int[] indices = Calibration.equalWidth(probabilities);
        double[] sums = new double[Calibration.BINS];
        int[] hits = new int[Calibration.BINS];
        int[] counts = new int[Calibration.BINS];
        for (int i = 0; i < indices.length; i++) {
            sums[indices[i]] += probabilities[i];
            hits[indices[i]] += right[i] ? 1 : 0;
            counts[indices[i]]++;
        }
        List<Bin> bins = new ArrayList<>();
        for (int b = 0; b < counts.length; b++) {
            if (counts[b] > 0) {
                bins.add(new Bin(counts[b], sums[b] / counts[b], (double) hits[b] / counts[b]));
            }
        }
        return bins;
    }

    double calibrationError() {
        return calibration.error();
    }

    /** Mean over the classes of which there are light curves of both kinds, own and others'; NaN if there are none. */
    double macroAuc() {
        return classes.stream()
                .mapToDouble(PerClass::auc)
                .filter(auc -> !Double.isNaN(auc))
                .average()
                .orElse(Double.NaN);
    }

    private static PerClass perClass(
            String name, int c, int[][] confusion, List<float[]> probabilities, List<Integer> labels) {
        int count = 0;
        int named = 0;
        for (int other = 0; other < confusion.length; other++) {
            count += confusion[c][other];
            named += confusion[other][c];
        }
        int hits = confusion[c][c];
        double precision = named == 0 ? 0 : (double) hits / named;
        double recall = count == 0 ? 0 : (double) hits / count;
        double f1 = hits == 0 ? 0 : 2 * precision * recall / (precision + recall);
        return new PerClass(name, count, precision, recall, f1, auc(c, probabilities, labels));
    }

    /** The chance that a light curve of the class has a higher probability than one of another, ties half (Mann-Whitney). */
    static double auc(int c, List<float[]> probabilities, List<Integer> labels) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingDouble(i -> probabilities.get(i)[c]));
        double rankSum = 0;
        long positives = 0;
        for (int from = 0; from < order.size(); ) {
            int to = from;
            float value = probabilities.get(order.get(from))[c];
            int hits = 0;
            while (to < order.size() && probabilities.get(order.get(to))[c] == value) {
                hits += labels.get(order.get(to)) == c ? 1 : 0;
                to++;
            }
            rankSum += hits * (from + to + 1) / 2.0;
            positives += hits;
            from = to;
        }
        long negatives = order.size() - positives;
        return positives == 0 || negatives == 0
                ? Double.NaN
                : (rankSum - positives * (positives + 1) / 2.0) / ((double) positives * negatives);
    }

    static int best(float[] p) {
        int best = 0;
        for (int c = 1; c < p.length; c++) {
            best = p[c] > p[best] ? c : best;
        }
        return best;
    }
}
