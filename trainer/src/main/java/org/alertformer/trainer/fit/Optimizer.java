package org.alertformer.trainer.fit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.alertformer.trainer.network.Member;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.InputArchive;
import org.bytedeco.pytorch.OptimizerParamGroup;
import org.bytedeco.pytorch.OutputArchive;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** libtorch's AdamW over a network: matrices decay, vectors do not. */
final class Optimizer implements AutoCloseable {
    private final AdamW adam;
    private final TensorVector all;
    private final double clip;

    Optimizer(Member network, TrainingRecipe recipe) {
        this.clip = recipe.clip();
        List<Tensor> matrices = new ArrayList<>();
        List<Tensor> vectors = new ArrayList<>();
        for (Tensor tensor : network.trainable().values()) {
            (tensor.dim() > 1 ? matrices : vectors).add(tensor);
        }
        try (PointerScope scope = new PointerScope()) {
            AdamWOptions options = new AdamWOptions(recipe.learningRate());
            options.weight_decay().put(recipe.weightDecay());
            AdamWOptions free = new AdamWOptions(recipe.learningRate());
            free.weight_decay().put(0.0);
            adam = new AdamW(vector(matrices), options);
            adam.add_param_group(new OptimizerParamGroup(vector(vectors), free));
            adam.retainReference();
            matrices.addAll(vectors);
            all = vector(matrices);
            all.retainReference();
        }
    }

    private static TensorVector vector(List<Tensor> tensors) {
        return new TensorVector(tensors.toArray(Tensor[]::new));
    }

    /** One step down the gradient of a loss. */
    void step(Tensor loss, double learningRate) {
        for (long g = 0; g < adam.param_groups().size(); g++) {
            adam.param_groups().get(g).options().set_lr(learningRate);
        }
        adam.zero_grad();
        loss.backward();
        torch.clip_grad_norm_(all, clip);
        adam.step();
    }

    void save(Path file) {
        try (PointerScope scope = new PointerScope()) {
            OutputArchive archive = new OutputArchive();
            adam.save(archive);
            archive.save_to(file.toString());
        }
    }

    void load(Path file) {
        try (PointerScope scope = new PointerScope()) {
            InputArchive archive = new InputArchive();
            archive.load_from(file.toString());
            adam.load(archive);
        }
    }

    @Override
    public void close() {
        all.releaseReference();
        adam.releaseReference();
    }
}
