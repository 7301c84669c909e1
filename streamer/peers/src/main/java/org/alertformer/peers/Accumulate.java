package org.alertformer.peers;

import java.util.Objects;
import org.alertformer.classification.PendingAlert;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Light curves as of each alert, as bytes; what comes next is chained to it. */
final class Accumulate extends KeyedProcessFunction<String, Packet, byte[]> {
    private static final long serialVersionUID = 1;

    private transient @Nullable LightCurveState state;

    @Override
    public void open(OpenContext context) {
        state = new LightCurveState(getRuntimeContext());
    }

    @Override
    public void processElement(Packet packet, Context context, Collector<byte[]> out) throws Exception {
        PendingAlert alert = Objects.requireNonNull(state).accept(packet);
        if (alert != null) {
            out.collect(alert.toBytes());
        }
    }
}
