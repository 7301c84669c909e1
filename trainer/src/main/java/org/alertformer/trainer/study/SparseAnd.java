package org.alertformer.trainer.study;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.alertformer.trainer.network.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * How many samples it takes to learn which few of T bits matter: y = x_i AND x_j AND x_k, at unknown places among T random
 * bits. Attention has to learn to look at three tokens, a dense network to give weight to three of T inputs in each hidden unit;
 * theory bounds the samples for attention by a multiple of ln T (Edelman, Goel, Kakade and Zhang 2022, arXiv 2110.10090,
 * section 5 and figure 2). A sanity check of what makes attention worth its price, on a task whose answer is known.
 *
 * <p>Bits are 1 with probability 2^(-1/3), so that half of the answers are 1. Both networks have one hidden layer's depth, the
 * same number of weights within a percent or two, and the same optimizer and steps. The samples that a seed needs are the
 * fewest, by half octaves, with which it answers at least 95 % of fresh bits rightly. Differs from the paper: one head whose
 * query is learned, 95 % instead of all.
 *
 * @param context T
 * @param seeds each with samples, fresh bits and first weights of its own
 * @param steps of the optimizer
 */
record SparseAnd(int context, int seeds, int steps) {
    private static final int RELEVANT = 3;
    private static final int WIDTH = 24;
    private static final int BATCH = 64;
    private static final int FRESH = 2000;
    private static final double RATE = 0.003;
    private static final double DECAY = 0.01;
    private static final double SUFFICIENT = 0.95;
    private static final int FEWEST = 4;
    private static final int MOST = 16384;

    /** Larger than any number of samples. */
    private static final int MORE = Integer.MAX_VALUE;

    /** What learns. */
    enum Learner {
        attention,
        mlp
    }

    /** The samples that each seed needed, fewest first; {@link #MORE} where the most that were tried did not suffice. */
    int[] samplesNeeded(Learner learner, Consumer<String> say) {
        int[] needed = new int[seeds];
        for (int seed = 0; seed < seeds; seed++) {
            needed[seed] = samplesNeeded(learner, seed);
            say.accept(String.format(
                    Locale.ROOT, "%s, %d bits, seed %d: %s samples", learner, context, seed, text(needed[seed])));
        }
        Arrays.sort(needed);
        return needed;
    }

    private int samplesNeeded(Learner learner, long seed) {
        for (double n = FEWEST; n <= MOST; n *= Math.sqrt(2)) {
            int samples = (int) Math.round(n);
            if (accuracy(learner, samples, seed) >= SUFFICIENT) {
                return samples;
            }
        }
        return MORE;
    }

    /** On fresh bits, after training on some samples. */
    double accuracy(Learner learner, int samples, long seed) {
        Random random = new Random(seed * 31 + context);
        Bits train = Bits.draw(samples, context, random);
        Bits fresh = Bits.draw(FRESH, context, random);
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> weights = weights(learner, random);
            TensorVector all = new TensorVector(weights.values().toArray(Tensor[]::new));
            AdamWOptions options = new AdamWOptions(RATE);
            options.weight_decay().put(DECAY);
            AdamW adam = new AdamW(all, options);
            for (int step = 0; step < steps; step++) {
                try (PointerScope inner = new PointerScope()) {
                    Bits batch = train.sample(Math.min(BATCH, samples), random);
                    Tensor loss = torch.cross_entropy_loss(
                            logits(learner, weights, batch),
                            Tensor.create(batch.answers(), batch.answers().length),
                            new TensorOptional(),
                            1,
                            -100,
                            0);
                    adam.zero_grad();
                    loss.backward();
                    adam.step();
                }
            }
            try (NoGradGuard guard = new NoGradGuard()) {
                float[] logits = Tensors.floats(logits(learner, weights, fresh));
                int right = 0;
                for (int i = 0; i < FRESH; i++) {
                    right += (logits[2 * i + 1] > logits[2 * i] ? 1 : 0) == fresh.answers()[i] ? 1 : 0;
                }
                return (double) right / FRESH;
            }
        }
    }

    /** How many numbers a network has. */
    int weightCount(Learner learner) {
        return switch (learner) {
            case attention -> context * WIDTH + 2 * WIDTH + WIDTH + 2 * WIDTH * WIDTH + 2 * WIDTH + 2;
            case mlp -> hidden() * (context + 1) + 2 * hidden() + 2;
        };
    }

    /** As many hidden units as make the dense network as large as attention. */
    private int hidden() {
        return (weightCount(Learner.attention) - 2) / (context + 3);
    }

    private Map<String, Tensor> weights(Learner learner, Random random) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        if (learner == Learner.attention) {
            weights.put("bit", normal(random, 1, 2, WIDTH));
            weights.put("place", normal(random, 1, context, WIDTH));
            weights.put("query", normal(random, 1, WIDTH, 1));
            weights.put("keys", normal(random, 1 / Math.sqrt(WIDTH), WIDTH, WIDTH));
            weights.put("values", normal(random, 1 / Math.sqrt(WIDTH), WIDTH, WIDTH));
            weights.put("out", normal(random, 1 / Math.sqrt(WIDTH), 2, WIDTH));
        } else {
            weights.put("in", normal(random, 1 / Math.sqrt(context), hidden(), context));
            weights.put("bias", normal(random, 0, hidden()));
            weights.put("out", normal(random, 1 / Math.sqrt(hidden()), 2, hidden()));
        }
        weights.put("end", normal(random, 0, 2));
        return weights;
    }

    private static Tensor normal(Random random, double deviation, long... shape) {
        int size = 1;
        for (long extent : shape) {
            size *= (int) extent;
        }
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return Tensor.create(values, shape).requires_grad_(true);
    }

    private Tensor logits(Learner learner, Map<String, Tensor> weights, Bits bits) {
        int n = bits.answers().length;
        if (learner == Learner.mlp) {
            Tensor x = Tensor.create(bits.signs(), n, context);
            Tensor hidden = torch.relu(torch.linear(x, get(weights, "in"), new TensorOptional(get(weights, "bias"))));
            return torch.linear(hidden, get(weights, "out"), new TensorOptional(get(weights, "end")));
        }
        Tensor one = Tensor.create(bits.ones(), n, context, 1);
        Tensor bit = get(weights, "bit");
        Tensor tokens = bit.narrow(0, 0, 1)
                .add(one.mul(bit.narrow(0, 1, 1).sub(bit.narrow(0, 0, 1))))
                .add(get(weights, "place"));
        Tensor scores = tokens.matmul(get(weights, "keys"))
                .matmul(get(weights, "query"))
                .mul(new Scalar(1 / Math.sqrt(WIDTH)))
                .transpose(1, 2);
        Tensor heard = scores.softmax(-1).matmul(tokens).view(n, WIDTH).matmul(get(weights, "values"));
        return torch.linear(torch.gelu(heard), get(weights, "out"), new TensorOptional(get(weights, "end")));
    }

    private static Tensor get(Map<String, Tensor> weights, String name) {
        Tensor tensor = weights.get(name);
        if (tensor == null) {
            throw new IllegalStateException("network has no '" + name + "'");
        }
        return tensor;
    }

    /**
     * @param ones the bits, row-major [n, T]
     * @param signs the same as -1 and 1
     * @param answers 0 or 1 [n]
     */
    private record Bits(float[] ones, float[] signs, long[] answers) {
        /** The first {@value #RELEVANT} bits matter; no learner knows the order. */
        static Bits draw(int n, int context, Random random) {
            double chance = Math.pow(2, -1.0 / RELEVANT);
            float[] ones = new float[n * context];
            long[] answers = new long[n];
            for (int i = 0; i < n; i++) {
                long answer = 1;
                for (int t = 0; t < context; t++) {
                    boolean set = random.nextDouble() < chance;
                    ones[i * context + t] = set ? 1 : 0;
                    answer = t < RELEVANT && !set ? 0 : answer;
                }
                answers[i] = answer;
            }
            return of(ones, answers);
        }

        private static Bits of(float[] ones, long[] answers) {
            float[] signs = new float[ones.length];
            for (int i = 0; i < ones.length; i++) {
                signs[i] = 2 * ones[i] - 1;
            }
            return new Bits(ones, signs, answers);
        }

        Bits sample(int count, Random random) {
            int context = ones.length / answers.length;
            float[] some = new float[count * context];
            long[] their = new long[count];
            for (int i = 0; i < count; i++) {
                int which = random.nextInt(answers.length);
                System.arraycopy(ones, which * context, some, i * context, context);
                their[i] = answers[which];
            }
            return of(some, their);
        }
    }

    /** The table of samples needed, for each context length. */
    static String table(List<Integer> contexts, int seeds, int steps, String machine, Consumer<String> say) {
        StringBuilder page = new StringBuilder("# Sparse AND\n\nWritten by `sparse-and`, ")
                .append(machine)
                .append(".\n\n");
        page.append(String.format(
                Locale.ROOT,
                "The AND of three of T random bits: the fewest samples, by half octaves from %d on, with which 95 %% of fresh bits are"
                        + " answered rightly after %d steps. Median of %d seeds, fewest and most in brackets.%n%n",
                FEWEST,
                steps,
                seeds));
        page.append("| T | attention, samples | weights | MLP, samples | weights |\n|---|---|---|---|---|\n");
        for (int context : contexts) {
            SparseAnd task = new SparseAnd(context, seeds, steps);
            page.append(String.format(
                    Locale.ROOT,
                    "| %d | %s | %,d | %s | %,d |%n",
                    context,
                    text(task.samplesNeeded(Learner.attention, say)),
                    task.weightCount(Learner.attention),
                    text(task.samplesNeeded(Learner.mlp, say)),
                    task.weightCount(Learner.mlp)));
        }
        return page.toString();
    }

    private static String text(int[] needed) {
        return text(needed[(needed.length - 1) / 2]) + " (" + text(needed[0]) + " to " + text(needed[needed.length - 1])
                + ")";
    }

    private static String text(int needed) {
        return needed == MORE ? "more than " + MOST : String.valueOf(needed);
    }
}
