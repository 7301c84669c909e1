package org.alertformer.trainer.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alertformer.inference.Device;
import org.alertformer.inference.ModelCard;
import org.alertformer.inference.OnnxModel;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.simulation.SimulatedObject;
import org.alertformer.simulation.SimulatedSurvey;
import org.alertformer.simulation.SimulationSettings;
import org.alertformer.simulation.SurveyDesign;
import org.alertformer.survey.AlertReader;
import org.alertformer.survey.Decoded;
import org.alertformer.survey.Packet;
import org.alertformer.survey.PacketFiles;
import org.alertformer.survey.Survey;
import org.alertformer.survey.UndecodableException;
import org.alertformer.trainer.data.LabelledCurve;
import org.alertformer.trainer.evaluate.Evaluation;
import org.alertformer.trainer.export.GoldenCurves;
import org.alertformer.trainer.export.StepGraph;
import org.alertformer.trainer.export.StepParity;
import org.alertformer.trainer.fit.Progress;

/**
 * What a model gains and loses that carries a state from alert to alert, beside one that reads the whole light curve for
 * each.
 */
public final class StateCarrying {
    private static final int[] OBSERVATIONS = {10, 50, 100, 200, 500, 1000};
    private static final int[] BATCHES = {16, 64};
    private static final int SIMULATED_SOURCES = 2000;

    /** One model with its figures. */
    record Judged(String name, int window, boolean flares, Evaluation evaluation) {
        static Judged of(OnnxModel model, List<LabelledCurve> curves, long seed) {
            ModelCard card = model.card();
            boolean flares = card.tasks().contains(ModelCard.Task.flare);
            return new Judged(card.name(), card.maximumLength(), flares, Evaluation.of(model, curves, seed));
        }
    }

    /**
     * A model that carries a state.
     *
     * @param stateNumbers of an object
     * @param parity of its step graph
     */
    record Carrying(Judged judged, int stateNumbers, StepParity parity) {
        int stateBytes() {
            return stateNumbers * Float.BYTES;
        }
    }

    /** All that the table shows. */
    record Results(Judged reference, List<Carrying> models, List<StepCost> costs, Map<String, Arrivals> arrivals) {}

    private StateCarrying() {}

    /**
     * Measures, and writes a table.
     *
     * @param reference a model that reads whole light curves
     * @param recurrent files of recurrent models of the same classes
     * @param curves that none has seen
     * @param seed which alerts are taken
     * @param packets files of real alerts, for what they do to known light curves
     * @param output the table to write, Markdown
     */
    public static void run(
            Path reference,
            List<Path> recurrent,
            List<LabelledCurve> curves,
            long seed,
            List<Path> packets,
            Path output,
            Progress progress)
            throws IOException {
        List<OnnxModel> opened = new ArrayList<>();
        try (OnnxModel known = OnnxModel.open(reference, Device.cpu)) {
            for (Path file : recurrent) {
                opened.add(open(file, known.card().classes()));
            }
            List<StepCost> costs = new ArrayList<>();
            for (int batch : BATCHES) {
                for (int observations : OBSERVATIONS) {
                    progress.say("cost of " + observations + " observations, batches of " + batch);
                    costs.add(StepCost.measure(known, opened, observations, batch));
                }
            }
            progress.say("counting arrivals");
            Map<String, Arrivals> arrivals = simulated();
            arrivals.putAll(real(packets));
            List<Carrying> models = new ArrayList<>();
            for (OnnxModel model : opened) {
                progress.say("judging " + model.card().name());
                List<LightCurve> golden = GoldenCurves.of(curves, model.card().maximumLength());
                models.add(new Carrying(
                        Judged.of(model, curves, seed), model.stateSize(), StepParity.measure(model, model, golden)));
            }
            progress.say("judging " + known.card().name());
            Results results = new Results(Judged.of(known, curves, seed), models, costs, arrivals);
            Files.writeString(output, StateCarryingTable.of(results, Machine.line()));
        } finally {
            opened.forEach(OnnxModel::close);
        }
    }

    /** A file that carries states, or one from before recurrent models did. */
    private static OnnxModel open(Path file, List<String> classes) throws IOException {
        OnnxModel model = OnnxModel.open(file, Device.cpu);
        if (!model.card().classes().equals(classes)) {
            model.close();
            throw new IllegalArgumentException(
                    "model " + file + " has the classes " + model.card().classes() + ", the reference " + classes);
        }
        if (model.carriesStates()) {
            return model;
        }
        model.close();
        try {
            return OnnxModel.open(StepGraph.of(Files.readAllBytes(file)), file.toString(), Device.cpu);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("model " + file + ": " + e.getMessage(), e);
        }
    }

    private static Map<String, Arrivals> simulated() {
        Map<String, Arrivals> counts = new LinkedHashMap<>();
        for (String survey : List.of("lsst", "ztf")) {
            Arrivals arrivals = new Arrivals();
            var settings = SimulationSettings.of(SurveyDesign.of(survey), SIMULATED_SOURCES, 365, 1);
            SimulatedSurvey.of(settings)
                    .objects()
                    .filter(source -> source.alertCount() > 0)
                    .forEach(source -> addAlerts(source, arrivals));
            counts.put(survey + ", simulated", arrivals);
        }
        return counts;
    }

    private static void addAlerts(SimulatedObject source, Arrivals arrivals) {
        for (int position = 0; position < source.observations().size(); position++) {
            if (source.observations().get(position).kind() == Kind.DETECTION) {
                arrivals.add(source.alert(position));
            }
        }
    }

    private static Map<String, Arrivals> real(List<Path> packets) throws IOException {
        Map<String, Arrivals> counts = new LinkedHashMap<>();
        if (packets.isEmpty()) {
            return counts;
        }
        Map<Survey, AlertReader> readers = new EnumMap<>(Survey.class);
        try (PacketFiles files = PacketFiles.open(packets, null)) {
            for (Packet packet : files) {
                Decoded decoded =
                        readers.computeIfAbsent(packet.survey(), Survey::reader).read(packet.message());
                if (decoded instanceof Decoded.Accepted accepted) {
                    counts.computeIfAbsent(packet.survey() + ", packets", name -> new Arrivals())
                            .add(accepted.alert());
                }
            }
        } catch (UndecodableException e) {
            throw new IOException("a packet in " + packets + " cannot be read: " + e.getMessage(), e);
        }
        return counts;
    }
}
