package org.alertformer.trainer.fit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.alertformer.encoding.LightCurveEncoder;
import org.alertformer.encoding.NormalizedFeature;
import org.alertformer.trainer.data.CurveSet;
import org.alertformer.trainer.data.Example;
import org.alertformer.trainer.data.LabelledCurve;
import org.alertformer.trainer.data.Normalization;
import org.alertformer.trainer.data.Truncation;
import org.alertformer.trainer.network.Architecture;
import org.alertformer.trainer.network.Committee;
import org.alertformer.trainer.network.FlareScale;
import org.alertformer.trainer.network.Initializer;
import org.alertformer.trainer.network.Member;
import org.alertformer.trainer.network.Transformer;
import org.alertformer.trainer.network.Weights;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Trains a recipe's network on light curves. */
public final class Fit {
    private static final int VALIDATION_DRAWS = 2;

    /** The chance of one sigma, and the square radius of the three-dimensional normal distribution that holds as much. */
    private static final double CENTRAL = 0.6827;

    private static final double CENTRAL_SQUARE = 3.5267;

    private static final long MEMBER_SEED = 7919;

    private final Recipe recipe;
    private final CurveSet data;
    private final Progress progress;
    private final List<NormalizedFeature> features;
    private final LightCurveEncoder encoder;
    private final Architecture architecture;

    public Fit(Recipe recipe, CurveSet data, Progress progress) {
        this.recipe = recipe;
        this.data = data;
        this.progress = progress;
        NetworkRecipe network = recipe.network();
        if (!data.classes().containsAll(network.flareClasses())) {
            throw new IllegalArgumentException("network: flareClasses " + network.flareClasses()
                    + " are not all among the classes " + data.classes() + " of the data");
        }
        int networks = networks();
        if (networks > 1 && !network.flareClasses().isEmpty()) {
            throw new IllegalArgumentException(
                    networks + " networks with flareClasses; flare parameters come from a single one");
        }
        this.features = Normalization.measure(
                recipe.features(), network::measuringEncoder, data.train(), recipe.truncation(), recipe.seed());
        this.encoder = network.encoder(features);
        this.architecture = network.architecture(data.classes().size());
    }

    private int networks() {
        return plans().size();
    }

    /** Which networks are to be trained, in order. */
    private List<Plan> plans() {
        List<Plan> plans = new ArrayList<>();
        List<String> all = recipe.features();
        Plan own =
                Plan.of(recipe.network(), recipe.training(), all, data.classes().size(), true);
        plans.addAll(Collections.nCopies(recipe.training().networks(), own));
        for (MemberRecipe other : recipe.others()) {
            Plan plan = Plan.of(
                    other.network(),
                    recipe.training().of(other),
                    all,
                    data.classes().size(),
                    false);
            plans.addAll(Collections.nCopies(other.count(), plan));
        }
        return plans;
    }

    /** One network to be trained; a recipe's own is pretrained if it says so. */
    private record Plan(Architecture architecture, List<Integer> columns, TrainingRecipe training, boolean own) {
        static Plan of(NetworkRecipe network, TrainingRecipe training, List<String> all, int classes, boolean own) {
            List<Integer> columns =
                    network.features().stream().map(all::indexOf).toList();
            return new Plan(network.architecture(classes), columns, training, own);
        }
    }

    /**
     * Trains each network until its epochs are used up or the validation loss has not fallen for a while.
     *
     * @param checkpoints folder for a checkpoint after each epoch, or null for none
     * @param resume whether to go on from the checkpoints in that folder, where there are some; they are removed if not
     */
    public Trained run(@Nullable Path checkpoints, boolean resume) throws IOException {
        if (checkpoints != null && !resume) {
            for (int m = 0; m < networks(); m++) {
                Checkpoint.remove(folder(checkpoints, m));
            }
        }
        TrainingRecipe training = recipe.training();
        List<Example> validation = validation();
        var fresh = new Draws.Fresh(encoder, recipe.truncation(), recipe.variation());
        Draws draws = training.variants() == null
                ? fresh
                : Draws.Stored.of(fresh, data.train(), training.variants(), recipe.seed());
        FlareScale scale = FlareScale.of(flares());
        List<Member> members = new ArrayList<>();
        List<EpochRecord> history = new ArrayList<>();
        List<Plan> plans = plans();
        for (int m = 0; m < plans.size(); m++) {
            if (plans.size() > 1) {
                progress.say("network " + (m + 1) + " of " + plans.size());
            }
            Path folder = checkpoints == null ? null : folder(checkpoints, m);
            var epochs = new Epochs(data.train(), draws, training.batch(), recipe.seed() + MEMBER_SEED * m);
            members.add(member(plans.get(m), m, scale, epochs, validation, folder, history));
        }
        return calibrated(members, validation, history);
    }

    private static Path folder(Path checkpoints, int member) {
        return member == 0 ? checkpoints : checkpoints.resolve("member" + (member + 1));
    }

    /** Trains one network, from where its checkpoint stands if there is one. */
    private Member member(
            Plan plan,
            int member,
            FlareScale scale,
            Epochs epochs,
            List<Example> validation,
            @Nullable Path checkpoints,
            List<EpochRecord> record)
            throws IOException {
        TrainingRecipe training = plan.training();
        Weights initial = Initializer.weights(plan.architecture(), scale, epochs.seed());
        boolean known = checkpoints != null && Checkpoint.existsIn(checkpoints);
        Weights start = !plan.own() ? initial : known ? withHead(initial, epochs) : begun(initial, epochs);
        try (Transformer network = new Transformer(new Member(plan.architecture(), plan.columns(), start));
                Optimizer optimizer = new Optimizer(network, training)) {
            List<EpochRecord> history = new ArrayList<>();
            Weights best = network.weights();
            if (checkpoints != null && Checkpoint.existsIn(checkpoints)) {
                Checkpoint checkpoint = Checkpoint.read(checkpoints, optimizer);
                if (!checkpoint.recipe().toString().equals(recipe.toJson().toString())) {
                    throw new IllegalArgumentException("the checkpoint in " + checkpoints
                            + " is of another recipe; remove it or leave out --resume");
                }
                network.load(checkpoint.current());
                best = checkpoint.best();
                history.addAll(checkpoint.history());
                progress.say("resumed after epoch " + history.size());
            }
            Loss.Auxiliary auxiliary = plan.own() ? auxiliary() : null;
            Loss loss = new Loss(training, classWeights(), auxiliary);
            progress.start();
            int resumed = history.size();
            while (history.size() < training.epochs() && !isStalled(history)) {
                int epoch = history.size();
                double trained = epoch(network, training, optimizer, epochs, loss, epoch, resumed);
                Scores scores = Scores.of(network, validation);
                double validated =
                        scores.logLoss() + training.flareWeight() * scores.flareLoss() / Math.max(1, validation.size());
                if (history.stream().allMatch(earlier -> validated < earlier.validationLoss())) {
                    best = network.weights();
                }
                history.add(new EpochRecord(member + 1, epoch + 1, trained, validated, scores.accuracy()));
                int total = training.epochs();
                progress.epoch(history.get(epoch), total, total - epoch - 1, epoch + 1 - resumed);
                if (checkpoints != null) {
                    new Checkpoint(recipe.toJson(), network.weights(), best, history).write(checkpoints, optimizer);
                }
            }
            record.addAll(history);
            Weights kept = auxiliary == null ? best : auxiliary.task().kept(best);
            return new Member(plan.architecture(), plan.columns(), kept);
        }
    }

    private @Nullable Pretraining pretraining() {
        PretrainingRecipe wanted = recipe.pretraining();
        return wanted == null ? null : new Pretraining(wanted.task(), architecture, features);
    }

    /** What stays of the pretraining beside the classes. */
    private Loss.@Nullable Auxiliary auxiliary() {
        Pretraining pretraining = pretraining();
        PretrainingRecipe wanted = recipe.pretraining();
        return pretraining == null || wanted == null || wanted.auxiliary() == 0
                ? null
                : new Loss.Auxiliary(pretraining, wanted.auxiliary());
    }

    /** The weights, with what the auxiliary task needs if there is one. */
    private Weights withHead(Weights start, Epochs epochs) {
        Loss.Auxiliary auxiliary = auxiliary();
        return auxiliary == null ? start : auxiliary.task().withHead(start, epochs.seed());
    }

    /** The weights that the training starts from: those of the pretraining, if there is one. */
    private Weights begun(Weights start, Epochs epochs) throws IOException {
        Pretraining pretraining = pretraining();
        PretrainingRecipe wanted = recipe.pretraining();
        if (pretraining == null || wanted == null) {
            return start;
        }
        Epochs own = wanted.data() == null
                ? epochs
                : new Epochs(
                        wanted.data().load(Path.of(".")).train(),
                        new Draws.Fresh(encoder, recipe.truncation(), recipe.variation()),
                        epochs.batch(),
                        epochs.seed());
        try (Transformer network =
                new Transformer(Member.of(architecture, pretraining.withHead(start, epochs.seed())))) {
            pretraining.run(network, own, wanted.epochs(), recipe.training(), progress);
            return wanted.auxiliary() == 0 ? Pretraining.withoutHead(network.weights()) : network.weights();
        }
    }

    private double epoch(
            Transformer network,
            TrainingRecipe training,
            Optimizer optimizer,
            Epochs epochs,
            Loss loss,
            int epoch,
            int resumedEpochs) {
        torch.manual_seed(epochs.seed() * 1_000_003 + epoch);
        long perEpoch = epochs.stepsPerEpoch();
        long steps = perEpoch * training.epochs();
        long step = perEpoch * epoch;
        double sum = 0;
        int batches = 0;
        for (List<Example> batch : epochs.batches(epoch)) {
            try (PointerScope scope = new PointerScope()) {
                Tensor value = loss.of(network, batch, training.dropout(), training.labelSmoothing());
                double number = value.item_float();
                if (!Double.isFinite(number)) {
                    throw new IllegalStateException("loss is " + number + " in epoch " + (epoch + 1) + ", step " + step
                            + "; a smaller learningRate may help");
                }
                optimizer.step(value, training.rate(step, steps));
                sum += number;
            }
            batches++;
            step++;
            progress.step(
                    epoch + 1, training.epochs(), step, perEpoch * resumedEpochs, steps, sum / batches, batch.size());
        }
        return sum / batches;
    }

    private boolean isStalled(List<EpochRecord> history) {
        int best = 0;
        for (int i = 1; i < history.size(); i++) {
            best = history.get(i).validationLoss() < history.get(best).validationLoss() ? i : best;
        }
        return history.size() - 1 - best >= recipe.training().patience();
    }

    /** The same alerts at every epoch and for every network. */
    private List<Example> validation() {
        List<Example> examples = new ArrayList<>();
        Random random = new Random(recipe.seed());
        int times = data.judged().equals(Truncation.NONE) ? 1 : VALIDATION_DRAWS;
        for (int draw = 0; draw < times; draw++) {
            for (LabelledCurve curve : data.validation()) {
                examples.add(Example.of(curve, data.judged().draw(curve.curve(), random), encoder));
            }
        }
        return examples;
    }

    private List<float[]> flares() {
        List<float[]> targets = new ArrayList<>();
        for (LabelledCurve curve : data.train()) {
            if (curve.flare() != null) {
                targets.add(curve.flare().target(curve.flare().onsetMjd()));
            }
        }
        return targets;
    }

    private float[] classWeights() {
        float[] weights = new float[data.classes().size()];
        Arrays.fill(weights, 1);
        if (recipe.training().balanced()) {
            int[] counts = new int[weights.length];
            data.train().forEach(curve -> counts[curve.label()]++);
            for (int c = 0; c < weights.length; c++) {
                weights[c] = (float) data.train().size() / (weights.length * counts[c]);
            }
        }
        return weights;
    }

    private Trained calibrated(List<Member> members, List<Example> validation, List<EpochRecord> history) {
        try (Committee committee = new Committee(members)) {
            Scores scores = Scores.of(committee, validation);
            double temperature = Temperature.fit(scores.logits(), scores.labels());
            List<Member> calibrated = members;
            double[] squares = scores.flareSquares();
            if (squares.length > 0) {
                double factor = Math.sqrt(squares[(int) (CENTRAL * squares.length)] / CENTRAL_SQUARE);
                calibrated =
                        Member.of(architecture, List.of(widened(members.get(0).weights(), factor)));
            }
            return new Trained(calibrated, features, temperature, history);
        }
    }

    /** The flare covariance times a factor's square. */
    private static Weights widened(Weights weights, double factor) {
        Map<String, Weights.Array> tensors = new LinkedHashMap<>(weights.tensors());
        float[] bias = weights.values("flare2.bias").clone();
        float[] matrix = weights.values("flare2.weight").clone();
        int width = (int) weights.get("flare2.weight").shape()[1];
        for (int i = 3; i < 6; i++) {
            bias[i] += (float) Math.log(factor);
        }
        for (int i = 6; i < 9; i++) {
            bias[i] *= (float) factor;
            for (int j = 0; j < width; j++) {
                matrix[i * width + j] *= (float) factor;
            }
        }
        tensors.put("flare2.bias", new Weights.Array(weights.get("flare2.bias").shape(), bias));
        tensors.put(
                "flare2.weight", new Weights.Array(weights.get("flare2.weight").shape(), matrix));
        return new Weights(tensors);
    }
}
