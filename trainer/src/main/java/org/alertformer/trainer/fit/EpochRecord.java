package org.alertformer.trainer.fit;

/**
 * One epoch, for the learning curves.
 *
 * @param network from 1, of those that answer together
 * @param epoch from 1
 * @param trainLoss mean over the epoch's batches, with dropout and label smoothing
 * @param validationLoss of the weights at the epoch's end
 * @param validationAccuracy fraction of validation light curves whose most probable class is right
 */
public record EpochRecord(int network, int epoch, double trainLoss, double validationLoss, double validationAccuracy) {}
