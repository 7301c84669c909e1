package org.alertformer.peers;

import java.util.List;
import java.util.Objects;
import org.alertformer.classification.PendingAlert;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** One call of the model for each alert. */
final class ClassifyEach extends KeyedProcessFunction<String, Packet, Answer> {
    private static final long serialVersionUID = 1;

    private final String name;
    private transient @Nullable LightCurveState state;

    ClassifyEach(String name) {
        this.name = name;
    }

    @Override
    public void open(OpenContext context) {
        state = new LightCurveState(getRuntimeContext());
    }

    @Override
    public void processElement(Packet packet, Context context, Collector<Answer> out) throws Exception {
        PendingAlert alert = Objects.requireNonNull(state).accept(packet);
        if (alert != null) {
            Served.answer(name, List.of(alert)).forEach(out::collect);
        }
    }
}
