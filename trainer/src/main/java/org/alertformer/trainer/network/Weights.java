package org.alertformer.trainer.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The numbers of a network, by name, in a fixed order. Matrices are row-major [out, in].
 *
 * @param tensors by name
 */
public record Weights(Map<String, Array> tensors) {
    /** One tensor: its shape and its row-major values. */
    public record Array(long[] shape, float[] values) {
        public Array {
            long size = 1;
            for (long extent : shape) {
                size *= extent;
            }
            if (size != values.length) {
                throw new IllegalArgumentException(values.length + " values for a tensor of " + size);
            }
        }
    }

    public Weights {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    public Array get(String name) {
        Array array = tensors.get(name);
        if (array == null) {
            throw new IllegalArgumentException("weights have no '" + name + "'");
        }
        return array;
    }

    public boolean has(String name) {
        return tensors.containsKey(name);
    }

    public float[] values(String name) {
        return get(name).values();
    }

    /** All but those whose names begin with a prefix. */
    public Weights without(String prefix) {
        Map<String, Array> others = new LinkedHashMap<>(tensors);
        others.keySet().removeIf(name -> name.startsWith(prefix));
        return new Weights(others);
    }

    /** How many numbers there are. */
    public long count() {
        long count = 0;
        for (Array array : tensors.values()) {
            count += array.values().length;
        }
        return count;
    }
}
