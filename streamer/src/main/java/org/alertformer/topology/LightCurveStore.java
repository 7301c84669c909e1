package org.alertformer.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.alertformer.lightcurve.ObjectState;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The states of objects in a key-value store, written by what changes instead of whole, and only when told to.
 *
 * <p>An object's state is the join of all changes ever made to it (see {@link ObjectState}). They are numbered 0, 1, 2...
 * and stored in segments, each the join of the changes [from, to). With n changes since the last base, which holds all
 * before, there are as many segments of {@value #FAN}^k changes as the k-th digit of n says in the number system of base
 * {@value #FAN}: the logarithmic method of Bentley and Saxe [1] with larger digits. Adding a change increments n, so it
 * writes one segment: the carry of the full ones below it. A change is thus rewritten once for each of the {@value
 * #LEVELS} digits, and with the base every {@value #CHANGES_PER_BASE} changes or when the light curve is thinned.
 *
 * <p>A segment's key is the object's name, a zero byte and the place of the digit it counts for. Segments that a carry has
 * taken in are not deleted but overwritten when their place comes round again; that they are out of date is seen by their
 * numbers: what is read is the chain from 0 in which each segment begins where the one before ends, the longest first. One
 * object has at most {@value #FAN} * {@value #LEVELS} keys. A single put makes a change visible, so a reader on another
 * thread sees a state before or after it. Version 1 kept the whole state under the object's name; it counts as a base
 * until the next change replaces it.
 *
 * <p>Changes to objects that have unpublished alerts are held in memory ({@link #hold}) until they are written ({@link
 * #write}), in the order in which they were held.
 *
 * <p>[1] Bentley and Saxe, "Decomposable searching problems I: static-to-dynamic transformation", J. Algorithms 1 (1980).
 */
public final class LightCurveStore {
    static final int FAN = 8;
    static final int LEVELS = 3;
    static final int CHANGES_PER_BASE = FAN * FAN * FAN;

    private static final byte BASE = 0;

    private final KeyValueStore<Bytes, byte[]> store;
    private final Map<String, StoredObject> held = new HashMap<>();

    LightCurveStore(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** The state of an object, all changes that are held included, and where the next change goes. */
    static final class StoredObject {
        private final String name;
        private ObjectState state;
        private int base;
        private int next;
        private boolean version1;
        private int heldChanges;

        private StoredObject(String name, Segments segments) {
            this.name = name;
            this.state = segments.state();
            this.base = segments.base();
            this.next = segments.end();
            this.version1 = segments.version1();
        }

        String name() {
            return name;
        }

        ObjectState state() {
            return state;
        }
    }

    /**
     * A change that is held.
     *
     * @param number its number among the object's changes
     * @param base the number of the first change since the base
     * @param whole whether the state has to be written as a new base
     * @param version1 whether that replaces a state of version 1
     */
    record Change(
            StoredObject object,
            int number,
            int base,
            boolean whole,
            boolean version1,
            ObjectState change,
            ObjectState state) {}

    StoredObject find(String name) {
        StoredObject known = held.get(name);
        return known == null ? new StoredObject(name, Segments.read(store, name)) : known;
    }

    /**
     * Makes a change, for now in memory only.
     *
     * @param object as just found
     * @param change what is joined to the object's state
     * @param state what comes of it
     * @param whole whether the state is something else than the former one joined with the change
     */
    Change hold(StoredObject object, ObjectState change, ObjectState state, boolean whole) {
        int count = object.next + 1 - object.base;
        boolean rebase = whole || object.version1 || count == CHANGES_PER_BASE;
        Change made = new Change(object, object.next, object.base, rebase, object.version1, change, state);
        object.state = state;
        object.next++;
        if (rebase) {
            object.base = object.next;
            object.version1 = false;
        }
        object.heldChanges++;
        held.put(object.name, object);
        return made;
    }

    /** Stores the oldest change of its object that is held. */
    void write(Change change) {
        StoredObject object = change.object();
        int end = change.number() + 1;
        if (change.whole()) {
            store.put(key(object.name, BASE), segment(end, change.state()));
            if (change.version1()) {
                store.delete(start(object.name));
            }
        } else {
            int count = end - change.base();
            int level = 0;
            while (count % span(level + 1) == 0) {
                level++;
            }
            int span = span(level);
            ObjectState joined = span == 1
                    ? change.change()
                    : Segments.read(store, object.name).since(end - span).join(change.change());
            int place = 1 + level * (FAN - 1) + count / span % FAN - 1;
            store.put(key(object.name, (byte) place), segment(end, joined));
        }
        if (--object.heldChanges == 0) {
            held.remove(object.name);
        }
    }

    /**
     * What came of looking at some objects.
     *
     * @param next where to go on; null if the last object was reached
     * @param deleted how many were deleted
     */
    record Sweep(@Nullable Bytes next, int deleted) {}

    /**
     * Looks at the next so many objects and deletes those whose newest observation is older than a time, unless they have
     * changes that are held.
     *
     * @param from where to begin; null for the first object
     * @param oldest MJD, TAI [days]
     */
    Sweep deleteQuiet(@Nullable Bytes from, int objects, double oldest) {
        Bytes next = null;
        String current = "";
        int seen = 0;
        Map<String, List<Bytes>> keys = new HashMap<>();
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(from, null)) {
            while (entries.hasNext() && next == null) {
                KeyValue<Bytes, byte[]> entry = entries.next();
                String name = name(entry.key.get());
                if (!name.equals(current) && ++seen > objects) {
                    next = entry.key;
                } else if (!name.equals(current)) {
                    current = name;
                    keys.put(name, new ArrayList<>());
                }
                List<Bytes> own = keys.get(name);
                if (own != null && Segment.of(name, entry).part().newestMjd() >= oldest) {
                    keys.remove(name);
                } else if (own != null) {
                    own.add(entry.key);
                }
            }
        }
        keys.keySet().removeAll(held.keySet());
        keys.values().forEach(own -> own.forEach(store::delete));
        return new Sweep(next, keys.size());
    }

    /** What {@link #deleteQuiet} may begin with to begin at an object. */
    static Bytes start(String name) {
        return Bytes.wrap(utf8(name));
    }

    /**
     * The stored state of an object, empty if it is not known. For interactive queries, too; alerts that are not published
     * yet are not in it.
     *
     * @param store the stream's store {@link AlertTopology#OBJECT_STORE}
     */
    public static ObjectState read(ReadOnlyKeyValueStore<Bytes, byte[]> store, String name) {
        return Segments.read(store, name).state();
    }

    private static Bytes key(String name, byte place) {
        byte[] utf8 = utf8(name);
        byte[] key = Arrays.copyOf(utf8, utf8.length + 2);
        key[utf8.length + 1] = place;
        return Bytes.wrap(key);
    }

    /** The number of changes in a segment that counts for the digit of a level. */
    private static int span(int level) {
        return level == 0 ? 1 : FAN * span(level - 1);
    }

    /** A state in its own form, and the number of the change after the segment's last (4 bytes). */
    private static byte[] segment(int to, ObjectState part) {
        byte[] bytes = part.toBytes();
        return ByteBuffer.allocate(bytes.length + Integer.BYTES)
                .put(bytes)
                .putInt(to)
                .array();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The object that a key belongs to. */
    private static String name(byte[] key) {
        boolean version1 = key.length < 2 || key[key.length - 2] != 0;
        return new String(key, 0, version1 ? key.length : key.length - 2, StandardCharsets.UTF_8);
    }

    private static IllegalStateException unreadable(String name, @Nullable String reason, @Nullable Throwable cause) {
        return new IllegalStateException(
                "store " + AlertTopology.OBJECT_STORE + ", object '" + name + "': " + reason, cause);
    }

    /** The join of the changes [from, to). */
    private record Segment(int from, int to, boolean isBase, ObjectState part) {
        static Segment of(String name, KeyValue<Bytes, byte[]> entry) {
            byte[] key = entry.key.get();
            ByteBuffer value = ByteBuffer.wrap(entry.value);
            try {
                if (key.length == utf8(name).length) {
                    return new Segment(0, 0, false, ObjectState.fromBytes(value));
                }
                int end = value.limit() - Integer.BYTES;
                ObjectState part = ObjectState.fromBytes(value.slice(0, Math.max(0, end)));
                int to = value.getInt(end);
                int place = key[key.length - 1];
                boolean base = place == BASE;
                return new Segment(base ? 0 : to - span((place - 1) / (FAN - 1)), to, base, part);
            } catch (IllegalArgumentException e) {
                throw unreadable(name, e.getMessage(), e);
            }
        }
    }

    /**
     * The segments of one object that are up to date, from 0 to the last change.
     *
     * @param base the number of changes in the base
     * @param version1 whether what there is was stored in version 1
     */
    private record Segments(List<Segment> chain, int base, boolean version1) {
        static Segments read(ReadOnlyKeyValueStore<Bytes, byte[]> store, String name) {
            byte[] utf8 = utf8(name);
            List<Segment> found = new ArrayList<>();
            int base = 0;
            boolean version1 = false;
            try (KeyValueIterator<Bytes, byte[]> entries = store.range(start(name), key(name, (byte) 0xff))) {
                while (entries.hasNext()) {
                    KeyValue<Bytes, byte[]> entry = entries.next();
                    int length = entry.key.get().length;
                    if (length == utf8.length || length == utf8.length + 2) {
                        Segment segment = Segment.of(name, entry);
                        found.add(segment);
                        version1 |= length == utf8.length;
                        base = segment.isBase() ? segment.to() : base;
                    }
                }
            }
            return new Segments(chain(name, found), base, version1);
        }

        private static List<Segment> chain(String name, List<Segment> found) {
            found.sort(Comparator.comparingInt(Segment::from)
                    .thenComparing(Comparator.comparingInt(Segment::to).reversed()));
            List<Segment> chain = new ArrayList<>(found.size());
            int end = 0;
            for (Segment segment : found) {
                if (segment.from() == end) {
                    chain.add(segment);
                    end = segment.to();
                } else if (segment.to() > end) {
                    throw unreadable(name, "the changes from " + end + " to " + segment.from() + " are missing", null);
                }
            }
            return chain;
        }

        int end() {
            return chain.isEmpty() ? 0 : chain.get(chain.size() - 1).to();
        }

        ObjectState state() {
            return since(0);
        }

        ObjectState since(int from) {
            ObjectState joined = ObjectState.empty();
            for (Segment segment : chain) {
                joined = segment.from() >= from ? joined.join(segment.part()) : joined;
            }
            return joined;
        }
    }
}
