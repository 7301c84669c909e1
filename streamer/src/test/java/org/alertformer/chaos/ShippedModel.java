package org.alertformer.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.alertformer.inference.Device;
import org.alertformer.inference.OnnxModel;

/** The model that {@code run} takes unless told otherwise. */
final class ShippedModel {
    private ShippedModel() {}

    static OnnxModel open(Device device) throws IOException {
        try (InputStream file = ShippedModel.class.getResourceAsStream("/models/default.onnx")) {
            return OnnxModel.open(Objects.requireNonNull(file).readAllBytes(), "shipped", device);
        }
    }
}
