package org.alertformer.trainer.data;

import org.alertformer.simulation.SimulatedSurvey;

/**
 * A source of a simulated survey.
 *
 * @param survey in whose fields it lies
 * @param index its number there
 */
public record SurveySource(SimulatedSurvey survey, long index) {}
