package org.alertformer.trainer.network;

import java.nio.FloatBuffer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Between tensors and arrays, and the settings of the native libraries. */
public final class Tensors {
    private Tensors() {}

    /** The values of a float tensor, row-major. */
    public static float[] floats(Tensor tensor) {
        Tensor contiguous = tensor.detach().contiguous();
        float[] values = new float[(int) contiguous.numel()];
        FloatBuffer buffer = contiguous.createBuffer();
        buffer.get(values);
        return values;
    }

    static ScalarOptional scalar(double value) {
        return new ScalarOptional(new Scalar(value));
    }

    /**
     * Sets the number of threads. OpenBLAS comes with a pool of its own whose threads spin; next to libtorch's it makes
     * everything several times slower, so it is held to one.
     */
    public static void useThreads(int threads) {
        openblas_nolapack.blas_set_num_threads(1);
        torch.set_num_threads(threads);
    }
}
