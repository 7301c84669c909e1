package org.alertformer.inference;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Finds tensors of an ONNX file whose values lie in other files. ONNX Runtime would read them from wherever the process was
 * started, and the digest that names the model in every alert would not cover them.
 *
 * <p>Walks Protocol Buffers [1] through the messages of ONNX [2] that lead to tensors, and steps over the rest.
 *
 * <p>[1] Protocol Buffers, "Encoding". [2] onnx/onnx.proto, IR version 10: the field numbers below.
 */
final class ForeignWeights {
    private static final int EXTERNAL = 1;
    private static final int DATA_LOCATION = 14;
    private static final int TENSOR_NAME = 8;
    private static final int DEEPEST = 64;

    private final byte[] bytes;

    /** Messages that lead to tensors, and through which of their fields. */
    private enum Message {
        MODEL,
        GRAPH,
        NODE,
        ATTRIBUTE,
        SPARSE_TENSOR,
        FUNCTION,
        TENSOR
    }

    private static final Map<Message, Map<Integer, Message>> PATHS = Map.of(
            Message.MODEL, Map.of(7, Message.GRAPH, 25, Message.FUNCTION),
            Message.GRAPH, Map.of(1, Message.NODE, 5, Message.TENSOR, 15, Message.SPARSE_TENSOR),
            Message.NODE, Map.of(5, Message.ATTRIBUTE),
            Message.ATTRIBUTE,
                    Map.of(
                            5, Message.TENSOR,
                            6, Message.GRAPH,
                            10, Message.TENSOR,
                            11, Message.GRAPH,
                            22, Message.SPARSE_TENSOR,
                            23, Message.SPARSE_TENSOR),
            Message.SPARSE_TENSOR, Map.of(1, Message.TENSOR, 2, Message.TENSOR),
            Message.FUNCTION, Map.of(7, Message.NODE, 11, Message.ATTRIBUTE),
            Message.TENSOR, Map.of());

    private int at;

    private ForeignWeights(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Throws {@link IllegalArgumentException} naming the tensor if one has its values elsewhere. */
    static void refuse(byte[] onnx) {
        new ForeignWeights(onnx).walk(Message.MODEL, onnx.length, 0);
    }

    private void walk(Message message, int end, int depth) {
        String name = "";
        boolean external = false;
        while (at < end) {
            long tag = varint(end);
            int field = (int) (tag >>> 3);
            switch ((int) (tag & 7)) {
                case 0 -> {
                    long value = varint(end);
                    external |= message == Message.TENSOR && field == DATA_LOCATION && value == EXTERNAL;
                }
                case 1 -> skip(Long.BYTES, end);
                case 2 -> {
                    long length = varint(end);
                    int start = at;
                    skip(length, end);
                    Message inner = PATHS.getOrDefault(message, Map.of()).get(field);
                    if (message == Message.TENSOR && field == TENSOR_NAME) {
                        name = new String(bytes, start, at - start, StandardCharsets.UTF_8);
                    } else if (inner != null) {
                        if (depth == DEEPEST) {
                            throw new IllegalArgumentException("is nested more than " + DEEPEST + " deep");
                        }
                        int after = at;
                        at = start;
                        walk(inner, after, depth + 1);
                    }
                }
                case 5 -> skip(Integer.BYTES, end);
                default -> throw notOnnx();
            }
        }
        if (external) {
            throw new IllegalArgumentException(
                    "keeps the values of tensor '" + name + "' in another file; a model has to be one file");
        }
    }

    private long varint(int end) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE && at < end; shift += 7) {
            byte next = bytes[at++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw notOnnx();
    }

    private void skip(long length, int end) {
        if (length < 0 || length > end - at) {
            throw notOnnx();
        }
        at += (int) length;
    }

    private IllegalArgumentException notOnnx() {
        return new IllegalArgumentException("is no ONNX file: broken at byte " + at);
    }
}
