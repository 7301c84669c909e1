package org.alertformer.cli;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.alertformer.classification.PendingAlert;
import org.alertformer.classification.Publication;
import org.alertformer.classification.SourcePosition;
import org.alertformer.inference.InferenceEngine;
import org.alertformer.lightcurve.ObjectState;
import org.alertformer.lightcurve.SurveyAlert;
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
    private static final int IN_FLIGHT = 4096;
    private static final Instant NO_TIME = Instant.EPOCH;

    private final SimulatedSurvey survey;
    private final List<TruthRow> truth = new ArrayList<>();
    private final Map<Long, ObjectState> objects = new HashMap<>();
    private final Deque<CompletableFuture<Publication>> inFlight = new ArrayDeque<>();

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
        while (timeline.hasNext()) {
            SurveyAlert alert = timeline.next();
            ObjectState.Step accepted = objects.getOrDefault(alert.object().number(), ObjectState.empty())
                    .accept(alert, TopologySettings.DEFAULT_MAXIMUM_OBSERVATIONS);
            objects.put(alert.object().number(), accepted.state());
            step.run();
            if (accepted.asOf().size() < engine.model().card().minimumLength()) {
                continue; // the stream does not answer these either
            }
            PendingAlert pending = PendingAlert.of(alert, accepted.asOf(), 0, 0, new SourcePosition("simulated", 0, 0));
            inFlight.add(engine.submit(pending.curve())
                    .thenApply(prediction ->
                            Publication.of(pending, prediction, OutputSettings.DEFAULT_MINIMUM_FLARE_PROBABILITY)));
            while (inFlight.size() > IN_FLIGHT) {
                add(inFlight.remove().join(), scorecard);
            }
        }
        while (!inFlight.isEmpty()) {
            add(inFlight.remove().join(), scorecard);
        }
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
