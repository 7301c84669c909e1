package org.alertformer.survey;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.alertformer.survey.UndecodableException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Native alerts as JSON objects with the fields of {@link org.alertformer.schemas.Alert}. Ids are strings, as JSON
 * readers round 64-bit numbers; whole numbers are read, too, as this one does not. {@code "NaN"} is a number.
 */
final class NativeJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    SurveyAlert read(byte[] message) throws UndecodableException {
        JsonNode alert = parse(message);
        List<Observation> observations = new ArrayList<>();
        JsonNode listed = required(alert, "observations", "");
        if (listed.size() > Projection.MOST_ROWS) {
            throw new UndecodableException(
                    Reason.OVERSIZED, "observations has more than " + Projection.MOST_ROWS + " records");
        }
        for (JsonNode observation : listed) {
            observations.add(observation(observation, observations.size()));
        }
        JsonNode name = alert.get("objectName");
        return NativeReader.alert(
                required(alert, "survey", "").asText(),
                integer(required(alert, "objectId", ""), "objectId"),
                name == null || name.isNull() ? "" : name.asText(),
                integer(required(alert, "alertId", ""), "alertId"),
                real(required(alert, "ra", ""), "ra"),
                real(required(alert, "dec", ""), "dec"),
                observations);
    }

    private static JsonNode parse(byte[] message) throws UndecodableException {
        try {
            JsonNode node = JSON.readTree(message);
            if (!node.isObject()) {
                throw new UndecodableException(Reason.MALFORMED, "the JSON is no object");
            }
            return node;
        } catch (IOException e) {
            String problem = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new UndecodableException(Reason.MALFORMED, "the JSON cannot be read: " + problem, e);
        }
    }

    private static Observation observation(JsonNode node, int index) throws UndecodableException {
        String parent = "observations[" + index + "].";
        JsonNode processed = node.get("processedMjd");
        return NativeReader.observation(
                index,
                integer(required(node, "observationId", parent), parent + "observationId"),
                real(required(node, "mjd", parent), parent + "mjd"),
                required(node, "band", parent).asText(),
                required(node, "kind", parent).asText(),
                (float) real(required(node, "flux", parent), parent + "flux"),
                (float) real(required(node, "fluxErr", parent), parent + "fluxErr"),
                processed == null ? 0 : real(processed, parent + "processedMjd"));
    }

    private static JsonNode required(JsonNode node, String field, String parent) throws UndecodableException {
        @Nullable JsonNode value = node.get(field);
        if (value == null || value.isNull()) {
            throw new UndecodableException(Reason.INVALID, parent + field + " is missing or null");
        }
        return value;
    }

    private static long integer(JsonNode value, String field) throws UndecodableException {
        try {
            if (value.isTextual()) {
                return Long.parseLong(value.asText());
            }
            if (value.isIntegralNumber() && value.canConvertToLong()) {
                return value.asLong();
            }
        } catch (NumberFormatException e) {
            throw notANumber(value, field, "a whole number of 64 bits");
        }
        throw notANumber(value, field, "a whole number of 64 bits");
    }

    private static double real(JsonNode value, String field) throws UndecodableException {
        try {
            if (value.isNumber() || value.isTextual()) {
                return Double.parseDouble(value.asText());
            }
        } catch (NumberFormatException e) {
            throw notANumber(value, field, "a number");
        }
        throw notANumber(value, field, "a number");
    }

    private static UndecodableException notANumber(JsonNode value, String field, String expected) {
        String text = value.toString();
        String shown = text.length() > 40 ? text.substring(0, 40) + "..." : text;
        return new UndecodableException(Reason.INVALID, field + " " + shown + " is not " + expected);
    }
}
