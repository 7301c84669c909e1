package org.alertformer.simulation;

/** What a simulated source is. */
public enum SourceClass {
    /** A quasar: damped random walk. */
    DRW("drw", "drw"),
    /** A variable star: pulsations or eclipses. */
    PERIODIC("periodic", "periodic"),
    /** A sudden rise and an exponential decay. */
    FLARE("flare", "flare"),
    /** A flare whose decay is interrupted by a dip below the quiescent level. */
    FLARE_DIP("flare_dip", "flare_dip"),
    /** A star that does not vary: its alerts are artefacts. */
    CONSTANT("constant", "other"),
    /** A supernova-like bump: rise, maximum and decline over weeks. */
    SUPERNOVA("supernova", "other");

    private final String symbol;
    private final String label;

    SourceClass(String symbol, String label) {
        this.symbol = symbol;
        this.label = label;
    }

    /** The name of the source, as in a class mix: drw, periodic, flare, flare_dip, constant, supernova. */
    public String symbol() {
        return symbol;
    }

    /** The class a classifier should name: the symbol, or {@code other} for what it should reject. */
    public String label() {
        return label;
    }

    /** The class of a symbol; throws {@link IllegalArgumentException} naming the symbol if there is none. */
    public static SourceClass of(String symbol) {
        for (SourceClass sourceClass : values()) {
            if (sourceClass.symbol.equals(symbol)) {
                return sourceClass;
            }
        }
        throw new IllegalArgumentException(
                "class '" + symbol + "' is none of drw periodic flare flare_dip constant supernova");
    }
}
