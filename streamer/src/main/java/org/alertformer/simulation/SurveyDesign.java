package org.alertformer.simulation;

import java.util.Arrays;
import java.util.List;
import org.alertformer.lightcurve.Band;

/**
 * The two surveys: telescope, bands, cadence, and what comes with an alert.
 *
 * <p>ZTF: Bellm et al. 2019, PASP 131, 018002 (depths 20.8 and 20.6, three-night cadence in g and r, field 47 square
 * degrees); Masci et al. 2019 (packets with 30 days of history, systematic floor near 1 %). LSST: Ivezic et al. 2019, ApJ
 * 873, 111, table 2 (depths, extinction), section 3 (systematic 0.005 mag, gamma 0.039); baseline cadence: about 80 visits
 * of a field in a year, in pairs 22 to 40 minutes apart in different bands, u in dark time and y in bright; a year of history that
 * begins 30 days before the first detection (Data Products Definition Document, LSE-163, 3.5.1 and 3.2.2). Moonlight: Krisciunas and Schaefer 1991, PASP 103, 1033, at 90 degrees from a full Moon, by colour of the
 * scattered light.
 */
public enum SurveyDesign {
    ZTF(
            "ztf",
            new Site(33.356, -116.863, 0.65, 2.0),
            List.of(new Passband(Band.G, 472, 20.8, 0.17, 2.6), new Passband(Band.R, 634, 20.6, 0.10, 2.0)),
            new Cadence(3, 0.85, 30, 90, 3.4, -25, 75),
            new Photometry(0.010, 0.008, 0.003, 30, 30, 0.5)) {
        @Override
        Band[] pair(RandomStream random, double illumination) {
            return random.chance(0.5) ? new Band[] {Band.G, Band.R} : new Band[] {Band.R, Band.G};
        }
    },
    LSST(
            "lsst",
            new Site(-30.245, -70.749, 0.75, 1.7),
            List.of(
                    new Passband(Band.U, 368, 23.78, 0.491, 3.2),
                    new Passband(Band.G, 480, 24.81, 0.213, 2.6),
                    new Passband(Band.R, 622, 24.35, 0.126, 2.0),
                    new Passband(Band.I, 754, 23.92, 0.096, 1.4),
                    new Passband(Band.Z, 868, 23.34, 0.069, 0.8),
                    new Passband(Band.Y, 971, 22.45, 0.170, 0.3)),
            new Cadence(1, 0.30, 22, 40, 1.75, -65, 2),
            new Photometry(0.005, 0.003, 0.002, 365, 30, 1.0)) {
        @Override
        Band[] pair(RandomStream random, double illumination) {
            Band[][] pairs = illumination < 0.4 ? DARK : BRIGHT;
            return pairs[random.below(pairs.length)];
        }
    };

    private static final Band[][] DARK = {
        {Band.U, Band.G}, {Band.U, Band.R}, {Band.G, Band.R}, {Band.R, Band.I}, {Band.R, Band.I}, {Band.I, Band.Z}
    };
    private static final Band[][] BRIGHT = {
        {Band.G, Band.I}, {Band.R, Band.I}, {Band.I, Band.Z}, {Band.R, Band.Z}, {Band.Z, Band.Y}, {Band.Z, Band.Y}
    };

    private final String symbol;
    private final Site site;
    private final List<Passband> passbands;
    private final Passband[] byBand = new Passband[Band.values().length];
    private final Cadence cadence;
    private final Photometry photometry;

    SurveyDesign(String symbol, Site site, List<Passband> passbands, Cadence cadence, Photometry photometry) {
        this.symbol = symbol;
        this.site = site;
        this.passbands = passbands;
        this.cadence = cadence;
        this.photometry = photometry;
        for (Passband passband : passbands) {
            byBand[passband.band().ordinal()] = passband;
        }
    }

    /**
     * @param latitude north positive [degrees]
     * @param longitude east positive [degrees]
     * @param clearNights fraction of nights with an open dome
     * @param airmassLimit no visits beyond
     */
    record Site(double latitude, double longitude, double clearNights, double airmassLimit) {}

    /**
     * @param nights every so many nights it is a field's turn
     * @param chance that its turn is then taken
     * @param shortestPair from the first visit of a pair to the second [minutes]
     * @param longestPair the same, at most
     * @param fieldRadius of the field of view [degrees]
     * @param south of the southernmost field centre [degrees]
     * @param north of the northernmost
     */
    record Cadence(
            int nights,
            double chance,
            double shortestPair,
            double longestPair,
            double fieldRadius,
            double south,
            double north) {}

    /**
     * @param systematic error in proportion to the total flux, known and reported
     * @param calibration error of a visit's zero point, not reported [mag]
     * @param outliers fraction of measurements with ten times their noise
     * @param historyDays how far back an alert's history goes [days]
     * @param precoveryDays how long before the first detection the measurements begin [days]
     * @param forced fraction of the measurements below the threshold that come as forced photometry, else as limits
     */
    record Photometry(
            double systematic,
            double calibration,
            double outliers,
            double historyDays,
            double precoveryDays,
            double forced) {}

    /** The name of the survey: ztf or lsst. */
    public String symbol() {
        return symbol;
    }

    /** The bands, blue to red. */
    public List<Band> bands() {
        return passbands.stream().map(Passband::band).toList();
    }

    /** The survey of a name; throws {@link IllegalArgumentException} naming it if there is none. */
    public static SurveyDesign of(String symbol) {
        return Arrays.stream(values())
                .filter(design -> design.symbol.equals(symbol))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("survey '" + symbol + "' is none of ztf lsst"));
    }

    /** The bands of the two visits of a pair under a Moon lit to a fraction. */
    abstract Band[] pair(RandomStream random, double illumination);

    Site site() {
        return site;
    }

    Cadence cadence() {
        return cadence;
    }

    Photometry photometry() {
        return photometry;
    }

    List<Passband> passbands() {
        return passbands;
    }

    Passband passband(Band band) {
        return byBand[band.ordinal()];
    }
}
