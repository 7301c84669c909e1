package org.alertformer.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;

/** JSON for the page. Control characters are escaped, so a text never spans lines. */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** What is written. */
    interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    private Json() {}

    static String object(Content content) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            content.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return text.toString();
    }

    /** A number rounded to so many decimals; null if there is none. */
    static void number(JsonGenerator json, String name, double value, int decimals) throws IOException {
        json.writeFieldName(name);
        number(json, value, decimals);
    }

    static void number(JsonGenerator json, double value, int decimals) throws IOException {
        if (Double.isFinite(value)) {
            double scale = Math.pow(10, decimals);
            double scaled = value * scale;
            json.writeNumber(Math.abs(scaled) < 1L << 52 ? Math.round(scaled) / scale : value);
        } else {
            json.writeNull();
        }
    }
}
