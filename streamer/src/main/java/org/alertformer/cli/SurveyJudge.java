package org.alertformer.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.alertformer.classification.DirectClassifier;
import org.alertformer.classification.PendingAlert;
import org.alertformer.classification.Publication;
import org.alertformer.classification.SourcePosition;
import org.alertformer.inference.InferenceEngine;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.scoring.ScoreReport;
import org.alertformer.scoring.Scorecard;
import org.alertformer.simulation.AlertTimeline;
import org.alertformer.simulation.SimulatedSurvey;
import org.alertformer.simulation.SimulationSettings;
import org.alertformer.simulation.TruthRow;
import org.alertformer.topology.OutputSettings;
import org.alertformer.topology.TopologySettings;

/** Answers the alerts of a simulated survey one after the other and judges the answers. Times of arrival are not real. */
final class SurveyJudge {
    private static final Instant NO_TIME = Instant.EPOCH;

    private final SimulatedSurvey survey;
    private final List<TruthRow> truth = new ArrayList<>();

    SurveyJudge(SimulationSettings settings) {
        this.survey = SimulatedSurvey.of(settings);
    }

    /** The alerts to judge; with it the truth is known. */
    AlertTimeline timeline() {
        return survey.timeline(0, source -> {
            int alerts = source.alertCount();
            if (alerts > 0) {
                truth.add(TruthRow.of(source, alerts));
            }
        });
    }

    ScoreReport judge(AlertTimeline timeline, InferenceEngine engine, Runnable step) {
        Scorecard scorecard = Scorecard.of(truth);
        DirectClassifier classifier = new DirectClassifier(
                engine,
                TopologySettings.DEFAULT_MAXIMUM_OBSERVATIONS,
                OutputSettings.DEFAULT_MINIMUM_FLARE_PROBABILITY,
                publication -> add(publication, scorecard),
                failure -> {
                    throw new IllegalStateException("an alert of the simulated survey was not answered", failure);
                });
        while (timeline.hasNext()) {
            PendingAlert pending = classifier.accept(timeline.next(), 0, new SourcePosition("simulated", 0, 0));
            step.run();
            if (pending != null) {
                classifier.submit(pending);
            }
        }
        classifier.finish();
        return scorecard.report();
    }

    private static void add(Publication publication, Scorecard scorecard) {
        scorecard.add(publication.classAlert(NO_TIME, false));
        FlareAlert flare = publication.flareAlert(NO_TIME);
        if (flare != null) {
            scorecard.add(flare);
        }
    }
}
