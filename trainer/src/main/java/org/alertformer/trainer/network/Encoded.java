package org.alertformer.trainer.network;

import org.jspecify.annotations.Nullable;

/**
 * What the body makes of light curves.
 *
 * @param token the state that the heads read [B, d]
 * @param states of the observations, for pretraining [B, L, d]; null where there are none
 * @param pointed where the flare's onset is looked for; null where the body does not say
 * @param attention with which the token was made, mean over the heads [B, 1 + L], the class token first; null where there
 *     is none, or none of single observations
 */
public record Encoded<T>(
        T token,
        @Nullable T states,
        @Nullable T attention,
        @Nullable Pointed<T> pointed) {
    /**
     * Where attention of its own points at.
     *
     * @param anchor mean time [B, 1]
     * @param state mean state [B, d]
     */
    public record Pointed<T>(T anchor, T state) {}

    Encoded(T token, @Nullable T states, @Nullable T attention) {
        this(token, states, attention, null);
    }
}
