package org.alertformer.trainer.network;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** The tensors of a network by name; they live until they are closed. */
final class Parameters implements AutoCloseable {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    Parameters(Weights weights) {
        try (PointerScope scope = new PointerScope()) {
            weights.tensors().forEach((name, array) -> {
                Tensor tensor = Tensor.create(array.values(), array.shape());
                if (!name.startsWith(Initializer.CONSTANT)) {
                    tensor.requires_grad_(true);
                }
                tensors.put(name, tensor);
                tensor.retainReference(); // outlives this scope, until close
            });
        }
    }

    Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalStateException("network has no '" + name + "'");
        }
        return tensor;
    }

    @Nullable
    Tensor find(String name) {
        return tensors.get(name);
    }

    Tensor linear(Tensor x, String name) {
        return torch.linear(x, get(name + ".weight"), new TensorOptional(get(name + ".bias")));
    }

    Map<String, Tensor> trainable() {
        Map<String, Tensor> trainable = new LinkedHashMap<>(tensors);
        trainable.keySet().removeIf(name -> name.startsWith(Initializer.CONSTANT));
        return trainable;
    }

    Weights copy() {
        Map<String, Weights.Array> copy = new LinkedHashMap<>();
        try (PointerScope scope = new PointerScope()) {
            tensors.forEach(
                    (name, tensor) -> copy.put(name, new Weights.Array(tensor.shape(), Tensors.floats(tensor))));
        }
        return new Weights(copy);
    }

    void load(Weights weights) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            tensors.forEach((name, tensor) -> {
                Weights.Array array = weights.get(name);
                tensor.copy_(Tensor.create(array.values(), array.shape()));
            });
        }
    }

    @Override
    public void close() {
        tensors.values().forEach(Tensor::releaseReference);
        tensors.clear();
    }
}
