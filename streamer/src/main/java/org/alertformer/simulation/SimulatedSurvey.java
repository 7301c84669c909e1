package org.alertformer.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.alertformer.lightcurve.ObjectId;
import org.alertformer.lightcurve.Observation;
import org.alertformer.lightcurve.SurveyAlert;
import org.jspecify.annotations.Nullable;

/**
 * A simulated survey. {@link #object} reaches any source in any order, from any thread, in constant memory: what it
 * gives depends on nothing but the settings and the index. {@link #alerts} is the survey's stream: every alert of every
 * source in order of time. Immutable.
 *
 * <pre>{@code
 * var survey = SimulatedSurvey.of(SimulationSettings.of(SurveyDesign.LSST, 10_000, 365, 7));
 * SimulatedObject source = survey.object(42);
 * LightCurve all = LightCurve.of(source.observations());
 * LightCurve asOf = all.asOf(all.get(k).mjd());     // what the stream knew by the time of observation k
 * source.sourceClass().label();                     // drw, periodic, flare, flare_dip, other
 * source.flare();                                   // amplitude [nJy], onset [MJD], decay [days]; null where there is none
 * }</pre>
 *
 * <p>Settings, {@code object}, {@code alerts} and the records they give are what others build on; they stay. A source that never
 * passes the threshold has no observations; about a third of all have none.
 */
public final class SimulatedSurvey {
    private static final long FIRST_OBJECT = 170_000_000_000_000_000L;
    private static final long OBJECTS_PER_SEED = 10_000_000_000L;
    private static final long SEED_BLOCKS = 1 << 20;

    private final SimulationSettings settings;
    private final Photometer photometer;
    private final List<Field> fields;

    private SimulatedSurvey(SimulationSettings settings, List<Field> fields) {
        this.settings = settings;
        this.photometer = new Photometer(settings.design());
        this.fields = fields;
    }

    /** A survey; lays out its fields and their visits, which is the only thing it keeps. */
    public static SimulatedSurvey of(SimulationSettings settings) {
        Weather weather = Weather.of(settings);
        List<Field> fields = new ArrayList<>(settings.fields());
        for (int number = 0; number < settings.fields(); number++) {
            Schedule schedule = Schedule.of(settings, number);
            List<Visit> visits = List.copyOf(schedule.visits(weather));
            List<Variability.Epoch> epochs = visits.stream()
                    .map(visit ->
                            new Variability.Epoch(visit.mjd(), settings.design().passband(visit.band())))
                    .toList();
            fields.add(new Field(schedule.centre(), visits, epochs));
        }
        return new SimulatedSurvey(settings, List.copyOf(fields));
    }

    public SimulationSettings settings() {
        return settings;
    }

    /** The source of an index from 0 to the settings' number of objects. */
    public SimulatedObject object(long index) {
        if (index < 0 || index >= settings.objects()) {
            throw new IndexOutOfBoundsException("object " + index + " of " + settings.objects());
        }
        var random = RandomStream.of(settings.seed(), RandomStream.Purpose.SOURCE, index);
        Field field = fields.get(random.below(fields.size()));
        Sky.Direction position = field.position(settings.design().cadence().fieldRadius(), random);
        Quiescence quiescence = Priors.quiescence(settings.design(), random);
        SourceClass sourceClass = Priors.sourceClass(settings.mix(), random);
        Variability variability = variability(sourceClass, random);
        Map<String, Double> parameters = new LinkedHashMap<>();
        parameters.put("quiescent_mag", quiescence.magnitude());
        parameters.putAll(variability.parameters());
        double[] difference = variability.differenceFlux(
                field.epochs(), quiescence, RandomStream.of(settings.seed(), RandomStream.Purpose.LIGHT_CURVE, index));
        List<Observation> observations = photometer.observe(
                field.visits(),
                difference,
                quiescence,
                RandomStream.of(settings.seed(), RandomStream.Purpose.PHOTOMETRY, index));
        return new SimulatedObject(
                index,
                settings.design().symbol(),
                objectId(index),
                sourceClass,
                position.ra(),
                position.dec(),
                parameters,
                flareOf(variability),
                observations,
                settings.design().photometry().historyDays());
    }

    /** Every visit to the source of an index, in order of time, also those of which no alert tells. */
    public List<SimulatedVisit> visitsTo(long index) {
        var random = RandomStream.of(settings.seed(), RandomStream.Purpose.SOURCE, index);
        Field field = fields.get(random.below(fields.size()));
        field.position(settings.design().cadence().fieldRadius(), random);
        Quiescence quiescence = Priors.quiescence(settings.design(), random);
        return field.visits().stream()
                .map(visit -> photometer.quiet(visit, quiescence))
                .toList();
    }

    /** All sources, in order of their index. */
    public Stream<SimulatedObject> objects() {
        return LongStream.range(0, settings.objects()).mapToObj(this::object);
    }

    /** All alerts of all sources in order of time, then of object. Close it when done. */
    public Stream<SurveyAlert> alerts() {
        AlertTimeline timeline = timeline(0, source -> {});
        var spliterator = Spliterators.spliterator(
                timeline, timeline.size(), Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE);
        return StreamSupport.stream(spliterator, false).onClose(timeline::close);
    }

    /**
     * The same alerts one by one, their number known beforehand. Close it when done.
     *
     * @param fromMjd alerts before are left out; they are in the history of later ones all the same
     * @param truth is shown every source, in order of index, before the first alert comes
     */
    public AlertTimeline timeline(double fromMjd, Consumer<SimulatedObject> truth) {
        return AlertTimeline.of(this, fromMjd, truth);
    }

    ObjectId objectId(long index) {
        return ObjectId.of(FIRST_OBJECT + Math.floorMod(settings.seed(), SEED_BLOCKS) * OBJECTS_PER_SEED + index);
    }

    List<Visit> visits(int field) {
        return fields.get(field).visits();
    }

    private Variability variability(SourceClass sourceClass, RandomStream random) {
        return switch (sourceClass) {
            case DRW -> Priors.dampedRandomWalk(random);
            case PERIODIC -> Priors.pulsation(random);
            case FLARE -> Priors.flare(settings, random);
            case FLARE_DIP -> {
                Flare flare = Priors.flare(settings, random);
                yield new DippedFlare(flare, Priors.dip(flare.flare(), random));
            }
            case CONSTANT -> new Constant();
            case SUPERNOVA -> Priors.supernova(settings, random);
        };
    }

    private static @Nullable FlareParameters flareOf(Variability variability) {
        if (variability instanceof Flare flare) {
            return flare.flare();
        }
        return variability instanceof DippedFlare dipped ? dipped.flare().flare() : null;
    }

    /** A field of view and what is taken of it. */
    private record Field(Sky.Direction centre, List<Visit> visits, List<Variability.Epoch> epochs) {
        /** Uniform over the field of view, as if the sky were flat. */
        Sky.Direction position(double radius, RandomStream random) {
            double distance = radius * StrictMath.sqrt(random.uniform());
            double angle = 2 * StrictMath.PI * random.uniform();
            double dec = centre.dec() + distance * StrictMath.sin(angle);
            double ra = centre.ra() + distance * StrictMath.cos(angle) / Sky.cos(dec);
            return new Sky.Direction(Sky.circle(ra), dec);
        }
    }
}
