package org.alertformer.survey;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.alertformer.lightcurve.Band;
import org.alertformer.lightcurve.Kind;
import org.alertformer.lightcurve.LightCurve;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.Observation;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of light curves as tables.
 *
 * <ul>
 *   <li>{@code objects.csv}: id, label, split, and ra and dec [degrees] if known;
 *   <li>{@code lightcurves.csv} or {@code lightcurves.csv.gz}: id, mjd [days, TAI], band, flux [nJy], flux_err [nJy].
 * </ul>
 *
 * <p>A row whose flux is at least {@value #DETECTION_SIGMAS} times its error is a detection, any other a forced
 * measurement. Catalogues hold rows that no measurement can be, such as a date of 0 or less where it is missing: these are
 * left out and reported. What cannot be read at all is an {@link IOException} that names file, line and value.
 */
public final class LightCurveFolder {
    private static final Logger log = LoggerFactory.getLogger(LightCurveFolder.class);
    private static final double DETECTION_SIGMAS = 5;
    private static final String OBJECTS = "objects.csv";
    private static final List<String> LIGHT_CURVES = List.of("lightcurves.csv", "lightcurves.csv.gz");
    private static final CSVFormat CSV = CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setIgnoreEmptyLines(true)
            .get();

    private final Path folder;
    private final Path lightCurves;

    /**
     * One object with its light curve.
     *
     * @param id as the table writes it
     * @param label its class
     * @param split the part of the data set it belongs to, such as train or validation; empty if the table says nothing
     * @param curve its observations
     */
    public record Labelled(String id, String label, String split, LightCurve curve) {}

    /** Where an object is [degrees]; NaN if unknown. */
    record Position(double ra, double dec) {
        static final Position UNKNOWN = new Position(Double.NaN, Double.NaN);
    }

    /**
     * A row of the light curves as the table has it, its numbers not yet judged.
     *
     * @param line in the file, from 1
     */
    record Row(double mjd, String band, float flux, float fluxErr, long line) {
        Kind kind() {
            return flux >= DETECTION_SIGMAS * fluxErr ? Kind.DETECTION : Kind.FORCED;
        }

        /** Throws {@link IllegalArgumentException} naming the value that no measurement has. */
        Observation observation() {
            return new Observation(0, mjd, Band.of(band), kind(), flux, fluxErr, 0);
        }
    }

    /** Takes the rows of the light curves in the order of the file. */
    interface Rows {
        void row(String id, Row row) throws IOException;
    }

    private LightCurveFolder(Path folder, Path lightCurves) {
        this.folder = folder;
        this.lightCurves = lightCurves;
    }

    /** Whether a folder holds light curves as tables. */
    public static boolean isOne(Path folder) {
        return find(folder) != null;
    }

    /** Throws {@link IOException} naming the folder if it holds no light curves. */
    public static LightCurveFolder at(Path folder) throws IOException {
        Path found = find(folder);
        if (found == null) {
            throw new IOException(folder + ": none of " + LIGHT_CURVES + " is there");
        }
        return new LightCurveFolder(folder, found);
    }

    private static @Nullable Path find(Path folder) {
        return LIGHT_CURVES.stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(null);
    }

    /** The object a table's id stands for: its number if it is one, else a number made of its name. */
    static ObjectId objectId(String id) {
        return id.matches("[1-9][0-9]{0,17}") ? ObjectId.of(Long.parseLong(id)) : ObjectId.named(id);
    }

    /** The folder's name: the name of the survey, for alerts made of its rows. */
    public String name() {
        return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    }

    Path lightCurves() {
        return lightCurves;
    }

    /**
     * All objects in the order of the table, also those without observations. Rows that no measurement can be, such as a
     * time before 1858, are left out with a warning.
     */
    public List<Labelled> read() throws IOException {
        List<String> rejected = new ArrayList<>();
        List<Labelled> objects = read(rejected::add);
        if (!rejected.isEmpty()) {
            log.warn("{} rows left out, the first: {}", rejected.size(), rejected.get(0));
        }
        return objects;
    }

    /**
     * The same, where each row that is left out is reported. A table without rows is refused.
     *
     * @param rejected takes what is wrong, with file, line and value
     */
    public List<Labelled> read(Consumer<String> rejected) throws IOException {
        Map<String, List<Observation>> observations = new LinkedHashMap<>();
        Path objects = folder.resolve(OBJECTS);
        List<Labelled> labelled = new ArrayList<>();
        long known = forEach(objects, record -> {
            String id = value(objects, record, "id");
            if (observations.put(id, new ArrayList<>()) != null) {
                throw problem(objects, record, "id '" + id + "' is there twice");
            }
            String split = record.isSet("split") ? record.get("split") : "";
            labelled.add(new Labelled(id, value(objects, record, "label"), split, LightCurve.empty()));
        });
        requireRows(objects, known);
        long rows = forEachRow((id, row) -> {
            List<Observation> ofObject = observations.get(id);
            if (ofObject == null) {
                throw new IOException(at(row) + "id '" + id + "' is not in " + OBJECTS);
            }
            try {
                ofObject.add(row.observation());
            } catch (IllegalArgumentException e) {
                rejected.accept(at(row) + e.getMessage());
            }
        });
        requireRows(lightCurves, rows);
        labelled.replaceAll(object -> new Labelled(
                object.id, object.label, object.split, LightCurve.of(observations.getOrDefault(object.id, List.of()))));
        return labelled;
    }

    private static void requireRows(Path file, long rows) throws IOException {
        if (rows == 0) {
            throw new IOException(file + " has no rows");
        }
    }

    private String at(Row row) {
        return lightCurves + " line " + row.line + ": ";
    }

    /** Positions by id; without the table or its columns there are none. */
    Map<String, Position> positions() throws IOException {
        Map<String, Position> positions = new LinkedHashMap<>();
        Path objects = folder.resolve(OBJECTS);
        if (Files.isRegularFile(objects)) {
            forEach(objects, record -> {
                if (isFilled(record, "ra") && isFilled(record, "dec")) {
                    String id = value(objects, record, "id");
                    positions.put(id, new Position(number(objects, record, "ra"), number(objects, record, "dec")));
                }
            });
        }
        return positions;
    }

    /** @return how many there are */
    long forEachRow(Rows rows) throws IOException {
        return forEach(lightCurves, record -> {
            Row row = new Row(
                    number(lightCurves, record, "mjd"),
                    value(lightCurves, record, "band"),
                    (float) number(lightCurves, record, "flux"),
                    (float) number(lightCurves, record, "flux_err"),
                    record.getParser().getCurrentLineNumber());
            rows.row(value(lightCurves, record, "id"), row);
        });
    }

    private interface Records {
        void accept(CSVRecord record) throws IOException;
    }

    private static long forEach(Path file, Records records) throws IOException {
        try (Reader reader = new InputStreamReader(open(file), StandardCharsets.UTF_8);
                CSVParser parser = CSV.parse(reader)) {
            for (CSVRecord record : parser) {
                records.accept(record);
            }
            return parser.getRecordNumber();
        } catch (UncheckedIOException | IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        return file.toString().endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in;
    }

    private static double number(Path file, CSVRecord record, String column) throws IOException {
        String text = value(file, record, column);
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw problem(file, record, column + " '" + text + "' is not a number");
        }
    }

    private static String value(Path file, CSVRecord record, String column) throws IOException {
        if (!isFilled(record, column)) {
            throw problem(file, record, "column " + column + " is missing or empty");
        }
        return record.get(column);
    }

    private static boolean isFilled(CSVRecord record, String column) {
        return record.isSet(column) && !record.get(column).isEmpty();
    }

    private static IOException problem(Path file, CSVRecord record, @Nullable String problem) {
        return new IOException(file + " line " + record.getParser().getCurrentLineNumber() + ": " + problem);
    }
}
