package org.alertformer.encoding;

import java.util.Map;

/**
 * Rows that are no observations.
 *
 * @param days of each row since the first observation, or what stands for time [n]
 * @param columns the numbers of each row, by the feature's name [n]
 */
record Resampled(double[] days, Map<String, double[]> columns) {}
