package org.alertformer.survey;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.schemas.Alert;
import org.alertformer.schemas.ObservationKind;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Makes each row of a folder of light curves a native alert of that one observation. Rows that no measurement can be become
 * alerts, too, which nobody can read.
 */
final class LightCurveRows {
    private static final Comparator<LightCurveFolder.Row> BY_TIME = Comparator.comparingDouble(
                    LightCurveFolder.Row::mjd)
            .thenComparing(LightCurveFolder.Row::band)
            .thenComparingLong(LightCurveFolder.Row::line);

    private final PacketIndex index;
    private final LightCurveFolder folder;
    private final byte[] header = ContainerHeader.uncompressed(Alert.getClassSchema());
    private final SpecificDatumWriter<Alert> writer = new SpecificDatumWriter<>(Alert.class);
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(body, null);

    LightCurveRows(PacketIndex index, LightCurveFolder folder) {
        this.index = index;
        this.folder = folder;
    }

    void addAll() throws IOException {
        Map<String, List<LightCurveFolder.Row>> objects = new LinkedHashMap<>();
        folder.forEachRow((id, row) ->
                objects.computeIfAbsent(id, same -> new ArrayList<>()).add(row));
        Map<String, LightCurveFolder.Position> positions = folder.positions();
        for (Map.Entry<String, List<LightCurveFolder.Row>> object : objects.entrySet()) {
            LightCurveFolder.Position position =
                    positions.getOrDefault(object.getKey(), LightCurveFolder.Position.UNKNOWN);
            addObject(LightCurveFolder.objectId(object.getKey()), position, object.getValue());
        }
    }

    private void addObject(ObjectId object, LightCurveFolder.Position position, List<LightCurveFolder.Row> rows)
            throws IOException {
        rows.sort(BY_TIME);
        double mjd = rows.stream()
                .mapToDouble(LightCurveFolder.Row::mjd)
                .filter(time -> time > 0)
                .findFirst()
                .orElse(0);
        for (int rank = 1; rank <= rows.size(); rank++) {
            LightCurveFolder.Row row = rows.get(rank - 1);
            mjd = row.mjd() > 0 ? row.mjd() : mjd; // what has no date comes with its neighbours
            index.addRecord(
                    folder.lightCurves().toString(),
                    row.line(),
                    header,
                    encoded(object, position, rank, row),
                    Survey.NATIVE,
                    mjd,
                    object.name());
        }
    }

    private byte[] encoded(ObjectId object, LightCurveFolder.Position position, int rank, LightCurveFolder.Row row)
            throws IOException {
        var only = new org.alertformer.schemas.Observation(
                (long) rank, row.mjd(), row.band(), row.flux(), row.fluxErr(), kindOf(row), 0.0);
        body.reset();
        writer.write(
                new Alert(
                        folder.name(),
                        object.number(),
                        object.name(),
                        (long) rank,
                        position.ra(),
                        position.dec(),
                        List.of(only)),
                encoder);
        encoder.flush();
        return body.toByteArray();
    }

    private static ObservationKind kindOf(LightCurveFolder.Row row) {
        return ObservationKind.valueOf(row.kind().name());
    }
}
