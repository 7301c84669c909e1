package org.alertformer.survey;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.Observation;
import org.alertformer.schemas.Alert;
import org.alertformer.schemas.ObservationKind;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/** Makes each row of a folder of light curves a native alert of that one observation. */
final class LightCurveRows {
    private static final Comparator<Row> BY_TIME = Comparator.comparingDouble((Row row) -> row.observation.mjd())
            .thenComparing(row -> row.observation.band())
            .thenComparingLong(row -> row.line);

    private final PacketIndex index;
    private final LightCurveFolder folder;
    private final byte[] header = ContainerHeader.uncompressed(Alert.getClassSchema());
    private final SpecificDatumWriter<Alert> writer = new SpecificDatumWriter<>(Alert.class);
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(body, null);

    private record Row(Observation observation, long line) {}

    LightCurveRows(PacketIndex index, LightCurveFolder folder) {
        this.index = index;
        this.folder = folder;
    }

    void addAll() throws IOException {
        Map<String, List<Row>> objects = new LinkedHashMap<>();
        folder.forEachRow((id, observation, line) ->
                objects.computeIfAbsent(id, same -> new ArrayList<>()).add(new Row(observation, line)));
        Map<String, LightCurveFolder.Position> positions = folder.positions();
        for (Map.Entry<String, List<Row>> object : objects.entrySet()) {
            LightCurveFolder.Position position =
                    positions.getOrDefault(object.getKey(), LightCurveFolder.Position.UNKNOWN);
            addObject(LightCurveFolder.objectId(object.getKey()), position, object.getValue());
        }
    }

    private void addObject(ObjectId object, LightCurveFolder.Position position, List<Row> rows) throws IOException {
        rows.sort(BY_TIME);
        for (int rank = 1; rank <= rows.size(); rank++) {
            Row row = rows.get(rank - 1);
            index.addRecord(
                    folder.lightCurves().toString(),
                    row.line,
                    header,
                    encoded(object, position, rank, row.observation),
                    Survey.NATIVE,
                    row.observation.mjd(),
                    object.name());
        }
    }

    private byte[] encoded(ObjectId object, LightCurveFolder.Position position, int rank, Observation observation)
            throws IOException {
        var only = new org.alertformer.schemas.Observation(
                (long) rank,
                observation.mjd(),
                observation.band().symbol(),
                observation.flux(),
                observation.fluxErr(),
                ObservationKind.valueOf(observation.kind().name()),
                observation.processedMjd());
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
}
