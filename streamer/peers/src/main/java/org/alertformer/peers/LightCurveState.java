package org.alertformer.peers;

import java.io.IOException;
import org.alertformer.classification.PendingAlert;
import org.alertformer.classification.SourcePosition;
import org.alertformer.lightcurve.ObjectState;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.survey.AlertReader;
import org.alertformer.survey.Decoded;
import org.alertformer.survey.Survey;
import org.alertformer.survey.UndecodableException;
import org.alertformer.topology.TopologySettings;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.jspecify.annotations.Nullable;

/** Decodes packets and keeps each object's light curve in keyed state, in the stream's own binary form. */
final class LightCurveState {
    private static final SourcePosition UNTOLD = new SourcePosition("alerts", 0, 0);

    private final ValueState<byte[]> state;
    private final AlertReader reader = Survey.NATIVE.reader();

    LightCurveState(RuntimeContext context) {
        state = context.getState(
                new ValueStateDescriptor<>("object", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    /** What is to be answered; null if it was answered before. */
    @Nullable
    PendingAlert accept(Packet packet) throws IOException, UndecodableException {
        if (!(reader.read(packet.value) instanceof Decoded.Accepted accepted)) {
            return null;
        }
        SurveyAlert alert = accepted.alert();
        byte[] stored = state.value();
        ObjectState before = stored == null ? ObjectState.empty() : ObjectState.fromBytes(stored);
        ObjectState.Step step = before.accept(alert, TopologySettings.DEFAULT_MAXIMUM_OBSERVATIONS);
        state.update(step.state().toBytes());
        return before.answered(alert.alertId())
                ? null
                : PendingAlert.of(alert, step.asOf(), packet.timestamp, packet.timestamp, UNTOLD);
    }
}
