package org.alertformer.simulation;

/**
 * F(t) = amplitude exp(-(t - onset)/decay) for t &gt;= onset, 0 before.
 *
 * @param amplitude difference flux at the onset [nJy]
 * @param onsetMjd MJD, TAI [days]
 * @param decayDays time in which the flux falls to 1/e [days]
 */
public record FlareParameters(double amplitude, double onsetMjd, double decayDays) {}
