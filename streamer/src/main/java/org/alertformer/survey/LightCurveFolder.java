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
 * measurement. Rows with an mjd of 0 or less are left out and named in the log: catalogues write a missing date so. Failures are {@link IOException}s that name file, line and value.
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

    /** Takes the rows of the light curves in the order of the file; the observation has no id. */
    interface Rows {
        void row(String id, Observation observation, long line) throws IOException;
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

    /** All objects in the order of the table, also those without observations. */
    public List<Labelled> read() throws IOException {
        Map<String, List<Observation>> observations = new LinkedHashMap<>();
        Path objects = folder.resolve(OBJECTS);
        List<Labelled> labelled = new ArrayList<>();
        forEach(objects, record -> {
            String id = value(objects, record, "id");
            if (observations.put(id, new ArrayList<>()) != null) {
                throw problem(objects, record, "id '" + id + "' is there twice");
            }
            String split = record.isSet("split") ? record.get("split") : "";
            labelled.add(new Labelled(id, value(objects, record, "label"), split, LightCurve.empty()));
        });
        forEachRow((id, observation, line) -> {
            List<Observation> known = observations.get(id);
            if (known == null) {
                throw new IOException(lightCurves + " line " + line + ": id '" + id + "' is not in " + OBJECTS);
            }
            known.add(observation);
        });
        labelled.replaceAll(object -> new Labelled(
                object.id, object.label, object.split, LightCurve.of(observations.getOrDefault(object.id, List.of()))));
        return labelled;
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

    void forEachRow(Rows rows) throws IOException {
        List<String> undated = new ArrayList<>();
        forEach(lightCurves, record -> {
            String id = value(lightCurves, record, "id");
            if (number(lightCurves, record, "mjd") <= 0) {
                undated.add("line " + record.getParser().getCurrentLineNumber());
            } else {
                rows.row(id, observation(record), record.getParser().getCurrentLineNumber());
            }
        });
        if (!undated.isEmpty()) {
            log.warn(
                    "{}: {} rows have no date (mjd at most 0) and are left out: {}",
                    lightCurves,
                    undated.size(),
                    undated);
        }
    }

    private Observation observation(CSVRecord record) throws IOException {
        double mjd = number(lightCurves, record, "mjd");
        float flux = (float) number(lightCurves, record, "flux");
        float fluxErr = (float) number(lightCurves, record, "flux_err");
        Kind kind = flux >= DETECTION_SIGMAS * fluxErr ? Kind.DETECTION : Kind.FORCED;
        try {
            return new Observation(0, mjd, Band.of(value(lightCurves, record, "band")), kind, flux, fluxErr, 0);
        } catch (IllegalArgumentException e) {
            throw problem(lightCurves, record, e.getMessage());
        }
    }

    private interface Consumer {
        void accept(CSVRecord record) throws IOException;
    }

    private static void forEach(Path file, Consumer consumer) throws IOException {
        try (Reader reader = new InputStreamReader(open(file), StandardCharsets.UTF_8);
                CSVParser parser = CSV.parse(reader)) {
            for (CSVRecord record : parser) {
                consumer.accept(record);
            }
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
