package org.alertformer.lightcurve;

/** The passband of an observation. Stored by ordinal: append, never reorder. */
public enum Band {
    U("u"),
    G("g"),
    R("r"),
    I("i"),
    Z("z"),
    Y("y"),
    GAIA_G("G"),
    V("V");

    private static final Band[] VALUES = values();

    private final String symbol;

    Band(String symbol) {
        this.symbol = symbol;
    }

    /** The name astronomers write: u g r i z y, G for Gaia, V for Johnson. Case matters. */
    public String symbol() {
        return symbol;
    }

    /** The band of a symbol; throws {@link IllegalArgumentException} naming the symbol if there is none. */
    public static Band of(String symbol) {
        for (Band band : VALUES) {
            if (band.symbol.equals(symbol)) {
                return band;
            }
        }
        throw new IllegalArgumentException("band '" + symbol + "' is none of u g r i z y G V");
    }

    static Band ofOrdinal(int ordinal) {
        if (ordinal >= VALUES.length) {
            throw new IllegalArgumentException("no band has number " + ordinal);
        }
        return VALUES[ordinal];
    }
}
