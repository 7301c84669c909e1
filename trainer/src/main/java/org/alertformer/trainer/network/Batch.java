package org.alertformer.trainer.network;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.alertformer.encoding.EncodedLightCurve;
import org.bytedeco.pytorch.Tensor;

/**
 * Encoded light curves as tensors, padded to the longest. To be made and used within one pointer scope.
 *
 * @param features float [B, L, F]
 * @param time float [B, L]
 * @param mask float [B, L], 1 for an observation, 0 for padding
 */
public record Batch(Tensor features, Tensor time, Tensor mask, int size, int length) {
    /** The batch with some of its features, in the order given. */
    Batch select(List<Integer> columns) {
        int width = (int) features.size(2);
        if (columns.equals(IntStream.range(0, width).boxed().toList())) {
            return this;
        }
        long[] indices = columns.stream().mapToLong(Integer::longValue).toArray();
        return new Batch(features.index_select(2, Tensor.create(indices, indices.length)), time, mask, size, length);
    }

    /** @param curves at least one, each with at least one observation */
    public static Batch of(List<EncodedLightCurve> curves) {
        int size = curves.size();
        int width = curves.get(0).features().length / curves.get(0).length();
        int length = 1;
        for (EncodedLightCurve curve : curves) {
            length = Math.max(length, curve.length());
        }
        float[] features = new float[size * length * width];
        float[] time = new float[size * length];
        float[] mask = new float[size * length];
        for (int b = 0; b < size; b++) {
            EncodedLightCurve curve = curves.get(b);
            System.arraycopy(curve.features(), 0, features, b * length * width, curve.features().length);
            System.arraycopy(curve.time(), 0, time, b * length, curve.length());
            Arrays.fill(mask, b * length, b * length + curve.length(), 1f);
        }
        return new Batch(
                Tensor.create(features, size, length, width),
                Tensor.create(time, size, length),
                Tensor.create(mask, size, length),
                size,
                length);
    }
}
