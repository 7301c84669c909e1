package org.alertformer.simulation;

import org.jspecify.annotations.Nullable;

/**
 * The truth of one source that raised alerts.
 *
 * @param objectId its number
 * @param label the class to find, {@code other} for what a classifier should reject
 * @param source what it is: drw, periodic, flare, flare_dip, constant, supernova
 * @param ra right ascension, ICRS [degrees]
 * @param dec declination, ICRS [degrees]
 * @param alerts how many alerts it raises
 * @param flare its flare, or null
 * @param parameters all that was drawn for it, {@code name=value} with blanks between
 */
public record TruthRow(
        long objectId,
        String label,
        String source,
        double ra,
        double dec,
        int alerts,
        @Nullable FlareParameters flare,
        String parameters) {
    /** Of a source that raises so many alerts, its numbers as they are, without the list of parameters. */
    public static TruthRow of(SimulatedObject source, int alerts) {
        return new TruthRow(
                source.object().number(),
                source.sourceClass().label(),
                source.sourceClass().symbol(),
                source.ra(),
                source.dec(),
                alerts,
                source.flare(),
                "");
    }
}
