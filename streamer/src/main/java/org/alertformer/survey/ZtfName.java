package org.alertformer.survey;

import org.alertformer.lightcurve.ObjectId;

/**
 * ZTF's names of objects, such as ZTF21abiuvdk, as numbers: two digits for the year and seven letters make the number
 * 1 + year * 26^7 + letters read to base 26 with a = 0. It is less than 2^40, and {@link #of} leads back to the name.
 * Names of another form get a number by hash, see {@link ObjectId#named}.
 */
final class ZtfName {
    private static final String PREFIX = "ZTF";
    private static final int LETTERS = 7;
    private static final int LENGTH = PREFIX.length() + 2 + LETTERS;
    private static final long NAMES_PER_YEAR = 8_031_810_176L; // 26^7

    private ZtfName() {}

    static ObjectId objectId(String name) {
        if (name.length() != LENGTH || !name.startsWith(PREFIX)) {
            return ObjectId.named(name);
        }
        long number = 0;
        for (int i = PREFIX.length(); i < LENGTH; i++) {
            boolean isYear = i < LENGTH - LETTERS;
            char c = name.charAt(i);
            int base = isYear ? 10 : 26;
            int digit = c - (isYear ? '0' : 'a');
            if (digit < 0 || digit >= base) {
                return ObjectId.named(name);
            }
            number = number * base + digit;
        }
        return new ObjectId(number + 1, name);
    }

    /** The name of a number that {@link #objectId} made; throws {@link IllegalArgumentException} for others. */
    static String of(long number) {
        long rest = number - 1;
        if (rest < 0 || rest >= 100 * NAMES_PER_YEAR) {
            throw new IllegalArgumentException(number + " stands for no name of ZTF");
        }
        char[] letters = new char[LETTERS];
        long year = rest / NAMES_PER_YEAR;
        for (int i = LETTERS - 1; i >= 0; i--) {
            letters[i] = (char) ('a' + rest % 26);
            rest /= 26;
        }
        return PREFIX + year / 10 + year % 10 + new String(letters);
    }
}
