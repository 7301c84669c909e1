package org.alertformer.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.alertformer.encoding.EncodedLightCurve;
import org.alertformer.inference.Device;
import org.alertformer.inference.OnnxModel;
import org.alertformer.inference.Prediction;
import org.junit.jupiter.api.Test;

class PlainGraphTest {
    @Test
    void plainForm_answersAsTheShippedModel() throws IOException {
        byte[] shipped = shipped();

        byte[] written = PlainGraph.of(shipped);

        try (OnnxModel fused = OnnxModel.open(shipped, "fused", Device.cpu);
                OnnxModel plain = OnnxModel.open(written, "plain", Device.cpu)) {
            List<EncodedLightCurve> curves = curves(fused.encoder().featureCount());
            List<Prediction> expected = fused.predict(curves);
            List<Prediction> answers = plain.predict(curves);
            for (int i = 0; i < curves.size(); i++) {
                Prediction one = expected.get(i);
                Prediction other = answers.get(i);
                assertThat(other.probabilities()).containsExactly(one.probabilities(), within(1e-4f));
                assertThat(Objects.requireNonNull(other.attention()))
                        .containsExactly(Objects.requireNonNull(one.attention()), within(1e-4f));
            }
        }
    }

    @Test
    void plainForm_hasOperatorsOfTheStandardAlone() throws IOException {
        ModelProto model = ModelProto.parseFrom(PlainGraph.of(shipped()));

        List<NodeProto> nodes = model.getGraph().getNodeList();

        assertThat(nodes).extracting(NodeProto::getDomain).containsOnly("");
    }

    @Test
    void ofAPlainForm_saysWhatIsMissing() throws IOException {
        byte[] plain = PlainGraph.of(shipped());

        assertThatThrownBy(() -> PlainGraph.of(plain))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no constant 'layer2.keys'");
    }

    @Test
    void ofOtherBytes_isRefused() {
        byte[] text = "no model".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> PlainGraph.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] shipped() throws IOException {
        try (InputStream in = PlainGraphTest.class.getResourceAsStream("/models/transformer.onnx")) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    /** Of different lengths, so that the mask counts. */
    private static List<EncodedLightCurve> curves(int width) {
        var random = new Random(3);
        List<EncodedLightCurve> curves = new ArrayList<>();
        for (int length : new int[] {1, 7, 60, 256}) {
            float[] features = new float[length * width];
            float[] time = new float[length];
            for (int i = 0; i < length; i++) {
                time[i] = 3 * i + random.nextFloat();
                for (int f = 0; f < width; f++) {
                    features[i * width + f] = (float) random.nextGaussian();
                }
            }
            curves.add(new EncodedLightCurve(length, features, time, 61_000));
        }
        return curves;
    }
}
