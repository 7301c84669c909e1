package org.alertformer.topology;

import java.util.Locale;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.schemas.Format;

/** How the published records are written, both in one format. */
public record OutputCodecs(AlertCodec<ClassAlert> classAlerts, AlertCodec<FlareAlert> flareAlerts) {
    public OutputCodecs {
        if (classAlerts.format() != flareAlerts.format()) {
            throw new IllegalArgumentException(
                    "class alerts as " + classAlerts.format() + " but flare alerts as " + flareAlerts.format());
        }
    }

    /** Any format but Confluent's framing. */
    public static OutputCodecs of(Format format) {
        return new OutputCodecs(AlertCodec.of(ClassAlert.class, format), AlertCodec.of(FlareAlert.class, format));
    }

    /** Confluent's framing, with the ids that a registry gave to the two schemas. */
    public static OutputCodecs confluent(int classAlertId, int flareAlertId) {
        return new OutputCodecs(
                AlertCodec.confluent(ClassAlert.class, classAlertId),
                AlertCodec.confluent(FlareAlert.class, flareAlertId));
    }

    /** The value of the header {@code _format}; {@code avro} is what {@code hop} reads without a registry. */
    String formatHeader() {
        Format format = classAlerts.format();
        return format == Format.CONTAINER
                ? "avro"
                : format.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
