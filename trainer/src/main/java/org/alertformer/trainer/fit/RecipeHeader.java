package org.alertformer.trainer.fit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What the comment at the head of a recipe of a published system says: one line {@code # Key: text} each, which further
 * lines may go on.
 *
 * @param system its name
 * @param paper where it was published
 * @param same what the recipe has in common with it
 * @param differs what it has not
 * @param weights numbers in the network, on the recipe's own data
 */
public record RecipeHeader(String system, String paper, String same, String differs, long weights) {
    /** Throws {@link IllegalArgumentException} naming the file and the key that is missing. */
    public static RecipeHeader read(Path recipe) throws IOException {
        Map<String, String> keys = new LinkedHashMap<>();
        String key = "";
        for (String line : Files.readAllLines(recipe)) {
            if (!line.startsWith("#")) {
                break;
            }
            String text = line.substring(1).strip();
            int colon = text.indexOf(": ");
            if (colon > 0 && text.substring(0, colon).matches("System|Paper|Same|Differs|Weights")) {
                key = text.substring(0, colon).toLowerCase(Locale.ROOT);
                text = text.substring(colon + 2);
            }
            keys.merge(key, text, (before, more) -> before + " " + more);
        }
        for (String wanted : new String[] {"system", "paper", "same", "differs", "weights"}) {
            if (!keys.containsKey(wanted)) {
                throw new IllegalArgumentException("recipe " + recipe + " has no line '# "
                        + wanted.substring(0, 1).toUpperCase(Locale.ROOT) + wanted.substring(1)
                        + ": ...' in its header");
            }
        }
        return new RecipeHeader(
                keys.getOrDefault("system", ""),
                keys.getOrDefault("paper", ""),
                keys.getOrDefault("same", ""),
                keys.getOrDefault("differs", ""),
                Long.parseLong(keys.getOrDefault("weights", "").replace(",", "").strip()));
    }
}
