package org.alertformer.simulation;

/**
 * One visit to a source, whether or not an alert delivers what it measured.
 *
 * @param id of the observation, if one is delivered
 * @param mjd mid-exposure, MJD, TAI [days]
 * @param fluxErr error of the difference flux while nothing happens, the differences between the camera's chips apart [nJy]
 * @param quiescentFlux the source's light while nothing happens, below which it cannot fall [nJy]
 */
public record SimulatedVisit(long id, double mjd, double fluxErr, double quiescentFlux) {}
