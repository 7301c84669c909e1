package org.alertformer.simulation;

/**
 * Which nights are clear. Bad weather comes in spells: a Markov chain of two states with the site's fraction of clear
 * nights and cloudy spells of {@value #SPELL} nights on average.
 */
final class Weather {
    private static final double SPELL = 2.5;

    private final boolean[] clear;

    private Weather(boolean[] clear) {
        this.clear = clear;
    }

    static Weather of(SimulationSettings settings) {
        var random = RandomStream.of(settings.seed(), RandomStream.Purpose.WEATHER);
        double clearNights = settings.design().site().clearNights();
        double clearing = 1 / SPELL;
        double clouding = clearing * (1 - clearNights) / clearNights;
        boolean[] clear = new boolean[settings.nights()];
        boolean now = random.chance(clearNights);
        for (int night = 0; night < clear.length; night++) {
            clear[night] = now;
            now = now ? !random.chance(clouding) : random.chance(clearing);
        }
        return new Weather(clear);
    }

    boolean isClear(int night) {
        return clear[night];
    }
}
