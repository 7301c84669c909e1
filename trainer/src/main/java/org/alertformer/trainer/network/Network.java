package org.alertformer.trainer.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The networks, from the inputs to the state that the heads read, written once for training and for export; see {@link
 * Operators} and {@link Body}.
 */
public final class Network<T> {
    private static final long END = Integer.MAX_VALUE;

    /** Of what is exponentiated without a maximum taken off first. */
    private static final double HIGHEST_SCORE = 15;

    private final Operators<T> o;
    private final Architecture a;
    private final boolean statesWanted;
    private final T padding;

    /** Cosine and sine of the angles by which queries and keys are turned [B, 1, S, D/2]. */
    private record Turn<T>(T cos, T sin) {}

    /**
     * @param o for one batch
     * @param statesWanted whether the states of the observations are needed too, which costs some bodies more
     */
    public Network(Operators<T> o, Architecture a, boolean statesWanted) {
        this.o = o;
        this.a = a;
        this.statesWanted = statesWanted;
        this.padding = penalty(o.shift(o.scale(o.mask(), -1), 1));
    }

    /** {@link Architecture#MASKED} where a number is 1, 0 where it is 0. */
    private T penalty(T hidden) {
        return o.scale(hidden, Architecture.MASKED);
    }

    public Encoded<T> encode() {
        return encode(new TimeTokens<>(o, a).tokens());
    }

    /** @param tokens [B, L, d] */
    public Encoded<T> encode(T tokens) {
        Body body = a.body();
        if (body instanceof Body.Encoder) {
            return encoder(tokens, null);
        } else if (body instanceof Body.Pairwise pairwise) {
            return encoder(tokens, bias(pairwise));
        } else if (body instanceof Body.ClassAttention classAttention) {
            return classAttention(tokens, classAttention);
        } else if (body instanceof Body.Metadata metadata) {
            return metadata(tokens, metadata);
        } else if (body instanceof Body.Causal) {
            return causal(tokens);
        } else if (body instanceof Body.Pooled) {
            return pooled(blocks(tokens, rows(padding), "", a.layers(), turn(false)));
        } else if (body instanceof Body.Conformer conformer) {
            return conformer(tokens, conformer);
        } else if (body instanceof Body.TwoViews views) {
            return twoViews(tokens, views);
        }
        Body.Cell cell = body.cell();
        return cell == null ? perceptron(tokens) : recurrent(tokens, cell);
    }

    private Encoded<T> encoder(T tokens, @Nullable T bias) {
        T penalty = rows(zeroFirst(padding));
        if (bias != null) {
            penalty = o.add(penalty, bias);
        }
        Turn<T> turn = turn(true);
        int last = a.layers() - 1;
        T h = blocks(withClassToken(tokens, ""), penalty, "", last, turn);
        String layer = "layer" + last + ".";
        T n = pre() ? o.norm(h, layer + "norm1") : h;
        T k = turned(part(n, layer, 1), turn);
        // the class token alone stands at t = 0, where nothing turns
        T q = statesWanted ? turned(part(n, layer, 0), turn) : part(o.slice(n, 1, 0, 1), layer, 0);
        T p = weights(q, k, statesWanted ? penalty : o.slice(penalty, 2, 0, 1));
        T heard = o.linear(join(o.matmul(p, part(n, layer, 2))), layer + "out");
        T end = finish(feedForward(statesWanted ? h : o.slice(h, 1, 0, 1), heard, layer));
        T attention = o.reshape(o.slice(o.mean(p, 1), 2, 0, 1), 0, -1);
        return new Encoded<>(first(end), statesWanted ? o.slice(end, 1, 1, END) : null, attention);
    }

    private Encoded<T> classAttention(T tokens, Body.ClassAttention kind) {
        T h = blocks(tokens, rows(padding), "", a.layers(), turn(false));
        T token = o.forEachCurve(o.reshape(o.weight("class"), 1, 1, a.width()));
        T penalty = rows(zeroFirst(padding));
        T attention = padding;
        for (int l = 0; l < kind.classLayers(); l++) {
            String layer = "class_layer" + l + ".";
            T all = o.norm(o.concat(1, token, h), layer + "norm1");
            T p = weights(part(o.slice(all, 1, 0, 1), layer, 0), part(all, layer, 1), penalty);
            token = feedForward(token, o.linear(join(o.matmul(p, part(all, layer, 2))), layer + "out"), layer);
            attention = o.reshape(o.mean(p, 1), 0, -1);
        }
        return new Encoded<>(o.reshape(o.norm(token, "norm"), -1, a.width()), h, attention);
    }

    /** From time differences and pairs of bands [B, heads, 1 + L, 1 + L]; 0 for the class token. */
    private T bias(Body.Pairwise kind) {
        T time = o.time();
        T dt = o.abs(o.subtract(o.reshape(time, 0, -1, 1), o.reshape(time, 0, 1, -1)));
        double perBin = (kind.bins() - 1) / Math.log1p(kind.longest());
        T place = o.minimum(o.scale(o.log(o.shift(dt, 1)), perBin), kind.bins() - 1.0);
        T hats = TimeTokens.hats(o, o.reshape(place, 0, 0, 0, 1), kind.bins());
        T bias = o.transpose(o.matmul(hats, o.weight("pair.time")), 0, 3, 1, 2);
        List<Integer> bands = a.bandColumns();
        if (!bands.isEmpty()) {
            int n = bands.size();
            T own = TimeTokens.columns(o, bands, a.features());
            T left = o.transpose(o.reshape(o.matmul(own, o.weight("pair.bands")), 0, 0, a.heads(), n), 0, 2, 1, 3);
            T right = o.reshape(o.transpose(own, 0, 2, 1), 0, 1, n, -1);
            bias = o.add(bias, o.matmul(left, right));
        }
        T wide = o.concat(3, o.scale(o.slice(bias, 3, 0, 1), 0), bias);
        return o.concat(2, o.scale(o.slice(wide, 2, 0, 1), 0), wide);
    }

    private Encoded<T> metadata(T tokens, Body.Metadata kind) {
        int count = kind.columns().size();
        T newestRow = o.slice(o.features(), 1, 0, 1);
        T numbers = o.reshape(o.slice(newestRow, 2, a.features() - (long) count, a.features()), 0, count, 1);
        T own = o.add(o.multiply(numbers, o.weight("metadata.weight")), o.weight("metadata.bias"));
        T nothingHidden = o.constant(new float[1], 1, 1, 1, 1);
        T table = blocks(withClassToken(own, "metadata."), nothingHidden, "metadata.", kind.layers(), null);
        Encoded<T> curve = encoder(tokens, null);
        T both = o.concat(1, curve.token(), first(o.norm(table, "metadata.norm")));
        return new Encoded<>(o.gelu(o.linear(o.dropout(both), "fuse")), curve.states(), curve.attention());
    }

    private Encoded<T> causal(T tokens) {
        T place = o.cumulate(o.shift(o.scale(o.mask(), 0), 1));
        T later = o.relu(o.subtract(o.reshape(place, 0, 1, 1, -1), o.reshape(place, 0, 1, -1, 1)));
        T penalty = penalty(o.minimum(later, 1));
        Turn<T> turn = turn(false);
        T h = blocks(tokens, penalty, "", a.layers() - 1, turn);
        String layer = "layer" + (a.layers() - 1) + ".";
        T n = o.norm(h, layer + "norm1");
        T p = weights(turned(part(n, layer, 0), turn), turned(part(n, layer, 1), turn), penalty);
        T heard = o.linear(join(o.matmul(p, part(n, layer, 2))), layer + "out");
        T states = finish(feedForward(h, heard, layer));
        T newest = newest();
        T attention = o.reshape(o.matmul(o.reshape(newest, 0, 1, 1, -1), o.mean(p, 1)), 0, -1);
        return new Encoded<>(o.reshape(o.matmul(newest, states), -1, a.width()), states, zeroFirst(attention));
    }

    /** 1 at the last observation of each light curve [B, 1, L]. */
    private T newest() {
        T mask = o.mask();
        T next = o.concat(1, o.slice(mask, 1, 1, END), o.scale(o.slice(mask, 1, 0, 1), 0));
        return o.reshape(o.subtract(mask, next), 0, 1, -1);
    }

    private Encoded<T> pooled(T h) {
        T states = finish(h);
        return new Encoded<>(mean(states, o.mask()), states, null);
    }

    /** Over what is not padding [B, d]. */
    private T mean(T states, T mask) {
        T row = o.reshape(mask, 0, 1, -1);
        return o.reshape(o.matmul(o.divide(row, o.sum(row, 2)), states), -1, a.width());
    }

    private Encoded<T> conformer(T tokens, Body.Conformer kind) {
        T h = tokens;
        T there = o.reshape(o.mask(), 0, -1, 1);
        Turn<T> turn = turn(false);
        for (int l = 0; l < a.layers(); l++) {
            String layer = "layer" + l + ".";
            T n = o.norm(h, layer + "norm1");
            T answer = o.attend(
                    turned(part(n, layer, 0), turn), turned(part(n, layer, 1), turn), part(n, layer, 2), rows(padding));
            h = o.add(h, o.dropout(o.linear(join(answer), layer + "out")));
            T own = o.gelu(o.linear(o.norm(h, layer + "norm3"), layer + "before"));
            T filtered = o.gelu(o.convolve(o.multiply(own, there), layer + "filter", kind.kernel()));
            h = feedForward(h, o.linear(filtered, layer + "after"), layer);
        }
        return pooled(h);
    }

    private Encoded<T> twoViews(T tokens, Body.TwoViews kind) {
        T whole = view(tokens, 0, kind.first(), "");
        T detail = view(tokens, kind.first(), END, "detail.");
        return new Encoded<>(o.gelu(o.linear(o.dropout(o.concat(1, whole, detail)), "fuse")), null, null);
    }

    private T view(T tokens, long from, long to, String prefix) {
        T hidden = rows(o.slice(padding, 1, from, to));
        T h = blocks(o.slice(tokens, 1, from, to), hidden, prefix, a.layers(), null);
        return mean(o.norm(h, prefix + "norm"), o.slice(o.mask(), 1, from, to));
    }

    private Encoded<T> recurrent(T tokens, Body.Cell cell) {
        T h = tokens;
        for (int l = 0; l < a.layers(); l++) {
            h = o.dropout(o.recurrent(cell, h, "recurrent" + l, a.width()));
        }
        T newest = o.reshape(o.matmul(newest(), h), -1, a.width());
        if (a.body() instanceof Body.Recurrent) {
            return new Encoded<>(newest, h, null);
        }
        T weights = weights(h, "attend");
        T sums = o.total(weights);
        T parts = o.reshape(h, 0, 0, a.heads(), a.headWidth());
        T weighed = o.multiply(parts, o.reshape(weights, 0, 0, a.heads(), 1));
        T total = o.reshape(o.total(o.reshape(weighed, 0, 0, a.width())), 0, a.heads(), a.headWidth());
        T heard = o.reshape(o.divide(total, o.reshape(sums, 0, a.heads(), 1)), -1, a.width());
        T token = o.gelu(o.linear(o.dropout(o.concat(1, newest, heard)), "fuse"));
        T attention = zeroFirst(o.reshape(o.mean(o.divide(weights, sums), 2), 0, -1));
        return new Encoded<>(token, h, attention, a.flare() ? pointed(h) : null);
    }

    private Encoded.Pointed<T> pointed(T h) {
        T weights = weights(h, "pointer");
        T all = o.concat(2, o.reshape(o.time(), 0, -1, 1), h);
        T means = o.divide(o.total(o.multiply(all, weights)), o.total(weights));
        T anchor = o.reshape(o.slice(means, 2, 0, 1), -1, 1);
        return new Encoded.Pointed<>(anchor, o.reshape(o.slice(means, 2, 1, END), -1, a.width()));
    }

    /** By which states are weighed, 0 for padding; no weight depends on another observation's [B, L, heads]. */
    private T weights(T h, String scores) {
        T there = o.reshape(o.mask(), 0, -1, 1);
        return o.multiply(o.exp(o.minimum(o.linear(h, scores), HIGHEST_SCORE)), there);
    }

    private Encoded<T> perceptron(T tokens) {
        T h = o.gelu(first(tokens));
        for (int l = 0; l < a.layers(); l++) {
            h = o.gelu(o.linear(o.dropout(h), "dense" + l));
        }
        return new Encoded<>(h, null, null);
    }

    private boolean pre() {
        return a.norm() == Architecture.Norm.pre;
    }

    private T finish(T h) {
        return pre() ? o.norm(h, "norm") : h;
    }

    private T first(T h) {
        return o.reshape(o.slice(h, 1, 0, 1), -1, a.width());
    }

    /** [B, S] to [B, 1, 1, S]: what is added to the scores of all heads and queries. */
    private T rows(T penalty) {
        return o.reshape(penalty, 0, 1, 1, -1);
    }

    private T withClassToken(T tokens, String prefix) {
        return o.concat(1, o.forEachCurve(o.reshape(o.weight(prefix + "class"), 1, 1, a.width())), tokens);
    }

    /** A column of zeros in front of [B, L]. */
    private T zeroFirst(T x) {
        return o.concat(1, o.scale(o.slice(x, 1, 0, 1), 0), x);
    }

    private T blocks(T tokens, T penalty, String prefix, int count, @Nullable Turn<T> turn) {
        T h = tokens;
        for (int l = 0; l < count; l++) {
            String layer = prefix + "layer" + l + ".";
            T n = pre() ? o.norm(h, layer + "norm1") : h;
            T answer = o.attend(
                    turned(part(n, layer, 0), turn), turned(part(n, layer, 1), turn), part(n, layer, 2), penalty);
            h = feedForward(h, o.linear(join(answer), layer + "out"), layer);
        }
        return h;
    }

    /** From the attention's answer to the end of the block. */
    private T feedForward(T h, T answer, String layer) {
        T sum = o.add(h, scaled(o.dropout(answer), layer + "scale1"));
        T middle = pre() ? sum : o.norm(sum, layer + "norm1");
        T n = pre() ? o.norm(sum, layer + "norm2") : middle;
        T hidden = o.dropout(o.gelu(o.linear(n, layer + "up")));
        T end = o.add(middle, scaled(o.dropout(o.linear(hidden, layer + "down")), layer + "scale2"));
        return pre() ? end : o.norm(end, layer + "norm2");
    }

    private T scaled(T x, String name) {
        return a.body() instanceof Body.ClassAttention ? o.multiply(x, o.weight(name)) : x;
    }

    /** Queries (0), keys (1) or values (2) of a layer [B, heads, S, D]. */
    private T part(T n, String layer, int which) {
        T all = o.linear(n, layer + "qkv", which * a.width(), a.width());
        return o.transpose(o.reshape(all, 0, 0, a.heads(), a.headWidth()), 0, 2, 1, 3);
    }

    private T join(T x) {
        return o.reshape(o.transpose(x, 0, 2, 1, 3), 0, 0, a.width());
    }

    /** softmax of the scores [B, heads, Q, S]. */
    private T weights(T q, T k, T penalty) {
        T scores = o.matmul(q, o.transpose(k, 0, 1, 3, 2));
        return o.softmax(o.add(o.scale(scores, 1 / Math.sqrt(a.headWidth())), penalty));
    }

    /** @param classToken whether one stands in front, which is not turned */
    private @Nullable Turn<T> turn(boolean classToken) {
        T angle = new TimeTokens<>(o, a).angles();
        if (angle == null) {
            return null;
        }
        T all = o.reshape(classToken ? zeroFirst(angle) : angle, 0, 1, -1, a.headWidth() / 2);
        return new Turn<>(o.cos(all), o.sin(all));
    }

    private T turned(T x, @Nullable Turn<T> turn) {
        if (turn == null) {
            return x;
        }
        long half = a.headWidth() / 2;
        T left = o.slice(x, 3, 0, half);
        T right = o.slice(x, 3, half, 2 * half);
        return o.concat(
                3,
                o.subtract(o.multiply(left, turn.cos()), o.multiply(right, turn.sin())),
                o.add(o.multiply(left, turn.sin()), o.multiply(right, turn.cos())));
    }
}
