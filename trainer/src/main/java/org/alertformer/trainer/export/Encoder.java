package org.alertformer.trainer.export;

import org.jspecify.annotations.Nullable;

/** The blocks of the network as operators, in one form or another. */
sealed interface Encoder permits PlainEncoder, FusedEncoder {
    /** From tokens [batch, 1 + length, d], class token first. */
    Encoded encode(String tokens);

    /**
     * @param token the class token's final state [batch, d]
     * @param attention of the class token in the last block, mean over the heads [batch, 1 + length]; null where there is
     *     none
     * @param inputs of the last block's attention [batch, 1 + length, d]
     */
    record Encoded(String token, @Nullable String attention, String inputs) {}
}
