package org.alertformer.live;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.alertformer.classification.PendingAlert;
import org.alertformer.classification.Publication;
import org.alertformer.classification.SourcePosition;
import org.alertformer.inference.ModelIdentity;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.Observation;
import org.alertformer.live.LightCurveHistory.Step;
import org.alertformer.live.ObjectMemory.Published;
import org.alertformer.schemas.AlertCodec;
import org.alertformer.schemas.ClassAlert;
import org.alertformer.schemas.FlareAlert;
import org.alertformer.schemas.Format;
import org.alertformer.schemas.Interval;
import org.jspecify.annotations.Nullable;

/**
 * One object as JSON: its light curve with the attention of the newest answer, the class probabilities as of each
 * observation, the flare with its 68 % band, and the records that were published last.
 */
final class ObjectReport {
    /** Points in time of the flare's band. */
    private static final int BAND_POINTS = 160;
    /** The band begins so many decay times before the onset, and goes on for so many after the last observation. */
    private static final double DECAYS_BEFORE = 0.5;

    private static final double DECAYS_AFTER = 1.5;

    private final LightCurveHistory history;
    private final ObjectMemory memory;
    private final double minimumFlareProbability;
    private final AlertCodec<ClassAlert> classJson = AlertCodec.of(ClassAlert.class, Format.JSON);
    private final AlertCodec<FlareAlert> flareJson = AlertCodec.of(FlareAlert.class, Format.JSON);

    /**
     * @param minimumFlareProbability a flare is described from this probability on
     */
    ObjectReport(LightCurveHistory history, ObjectMemory memory, double minimumFlareProbability) {
        this.history = history;
        this.memory = memory;
        this.minimumFlareProbability = minimumFlareProbability;
    }

    /** Throws {@link BusyException} if the model has no time. */
    String of(String name, LightCurve curve) throws BusyException, InterruptedException {
        List<Step> steps = history.of(curve);
        Published published = memory.get(name);
        return Json.object(json -> {
            identity(json, name, published.classAlert());
            Step last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
            observations(json, curve, last);
            evolution(json, steps, last);
            flare(json, name, curve, last);
            json.writeObjectFieldStart("published");
            raw(json, "classAlert", published.classAlert(), classJson);
            raw(json, "flareAlert", published.flareAlert(), flareJson);
            json.writeEndObject();
        });
    }

    private static void identity(JsonGenerator json, String name, @Nullable ClassAlert alert) throws IOException {
        json.writeStringField("name", name);
        json.writeStringField("survey", alert == null ? null : alert.getSurvey());
        json.writeStringField("objectId", alert == null ? null : Long.toString(alert.getObjectId()));
        Json.number(json, "ra", alert == null ? Double.NaN : alert.getRa(), 6);
        Json.number(json, "dec", alert == null ? Double.NaN : alert.getDec(), 6);
    }

    private static void observations(JsonGenerator json, LightCurve curve, @Nullable Step last) throws IOException {
        float[] attention = last == null ? null : last.prediction().attention();
        // attention is over the newest observations of what the last answer was given
        int asked = last == null ? 0 : last.curve().size();
        json.writeArrayFieldStart("observations");
        for (int i = 0; i < curve.size(); i++) {
            Observation observation = curve.get(i);
            json.writeStartObject();
            json.writeStringField("id", Long.toString(observation.id()));
            Json.number(json, "mjd", observation.mjd(), 6);
            json.writeStringField("band", observation.band().symbol());
            json.writeStringField("kind", observation.kind().name());
            Json.number(json, "flux", observation.flux(), 3);
            Json.number(json, "fluxErr", observation.fluxErr(), 3);
            int at = attention == null ? -1 : i - (asked - attention.length);
            Json.number(
                    json,
                    "attention",
                    attention != null && at >= 0 && at < attention.length ? attention[at] : Double.NaN,
                    6);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void evolution(JsonGenerator json, List<Step> steps, @Nullable Step last) throws IOException {
        if (last != null) {
            ModelIdentity model = last.prediction().model();
            json.writeObjectFieldStart("model");
            json.writeStringField("name", model.card().name());
            json.writeStringField("version", model.card().version());
            json.writeStringField("digest", model.digest());
            json.writeEndObject();
            json.writeArrayFieldStart("classes");
            for (String name : model.card().classes()) {
                json.writeString(name);
            }
            json.writeEndArray();
        }
        json.writeArrayFieldStart("evolution");
        for (Step step : steps) {
            if (last == null
                    || !step.prediction().model().equals(last.prediction().model())) {
                continue; // the model was exchanged while it was asked
            }
            json.writeStartObject();
            Json.number(json, "mjd", step.mjd(), 6);
            json.writeNumberField("observations", step.curve().measurementCount());
            json.writeArrayFieldStart("probabilities");
            for (float probability : step.prediction().probabilities()) {
                Json.number(json, probability, 4);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void flare(JsonGenerator json, String name, LightCurve curve, @Nullable Step last) throws IOException {
        FlareAlert flare = last == null ? null : flareOf(name, last);
        json.writeFieldName("flare");
        if (flare == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        Json.number(json, "probability", flare.getFlareProbability(), 4);
        interval(json, "amplitude", flare.getAmplitude());
        interval(json, "onsetMjd", flare.getOnsetMjd());
        interval(json, "decayDays", flare.getDecayDays());
        Json.number(json, "reducedChiSquare", flare.getReducedChiSquare(), 3);
        json.writeBooleanField("converged", flare.getConverged());
        double[] times = times(flare, curve);
        double[][] band = FlareBand.of(flare, times);
        json.writeArrayFieldStart("band");
        for (int i = 0; i < times.length; i++) {
            json.writeStartArray();
            Json.number(json, times[i], 4);
            for (double flux : band[i]) {
                Json.number(json, flux, 2);
            }
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** The flare as the stream would publish it for the last answer. */
    private @Nullable FlareAlert flareOf(String name, Step last) {
        PendingAlert alert = new PendingAlert(
                "", ObjectId.named(name), 0, 0, 0, last.mjd(), 0, 0, new SourcePosition("", 0, 0), last.curve());
        return Publication.of(alert, last.prediction(), minimumFlareProbability).flareAlert(Instant.EPOCH);
    }

    /** From before the onset to after the last observation, denser where the flux changes fast. */
    private static double[] times(FlareAlert flare, LightCurve curve) {
        double onset = flare.getOnsetMjd().getValue();
        double decay = flare.getDecayDays().getValue();
        double early = Math.min(flare.getOnsetMjd().getLower68(), onset - DECAYS_BEFORE * decay);
        double late = Math.max(onset, curve.get(curve.size() - 1).mjd()) + DECAYS_AFTER * Math.min(decay, 100);
        double[] times = new double[BAND_POINTS];
        int before = BAND_POINTS / 4;
        double rise = Math.max(flare.getOnsetMjd().getUpper68(), onset) + 0.02 * decay;
        for (int i = 0; i < before; i++) {
            times[i] = early + (rise - early) * i / before;
        }
        double span = Math.max(late - rise, decay);
        for (int i = before; i < BAND_POINTS; i++) {
            double share = (i - before) / (BAND_POINTS - 1.0 - before);
            times[i] = rise + span * share * (0.3 + 0.7 * share);
        }
        return times;
    }

    private static void interval(JsonGenerator json, String name, Interval interval) throws IOException {
        json.writeObjectFieldStart(name);
        Json.number(json, "value", interval.getValue(), 5);
        Json.number(json, "lower68", interval.getLower68(), 5);
        Json.number(json, "upper68", interval.getUpper68(), 5);
        json.writeEndObject();
    }

    private static <T extends org.apache.avro.specific.SpecificRecordBase> void raw(
            JsonGenerator json, String name, @Nullable T record, AlertCodec<T> codec) throws IOException {
        json.writeFieldName(name);
        if (record == null) {
            json.writeNull();
        } else {
            json.writeRawValue(new String(codec.encode(record), StandardCharsets.UTF_8));
        }
    }
}
