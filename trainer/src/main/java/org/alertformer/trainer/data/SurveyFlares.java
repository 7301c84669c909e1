package org.alertformer.trainer.data;

import java.util.List;
import org.alertformer.simulation.FlarePrior;

/**
 * Simulated flares of one survey.
 *
 * @param survey its name
 * @param prior that the flares were drawn from
 * @param curves with the truth
 */
public record SurveyFlares(String survey, FlarePrior prior, List<LabelledCurve> curves) {
    public SurveyFlares {
        curves = List.copyOf(curves);
    }
}
