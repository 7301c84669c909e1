package org.alertformer.trainer.fit;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares the keys of a document with the components of the records it is to become. Jackson would report a misspelt key
 * as a missing one, since it makes the record first.
 */
final class RecipeKeys {
    private RecipeKeys() {}

    /** Throws {@link IllegalArgumentException} naming the first key that is unknown, or else missing. */
    static void check(JsonNode node, Class<?> type, String where) {
        if (!node.isObject()) {
            throw new IllegalArgumentException((where.isEmpty() ? "the recipe" : where) + " is not a map of keys");
        }
        Map<String, RecordComponent> components = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            components.put(component.getName(), component);
        }
        for (Iterator<String> keys = node.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!components.containsKey(key)) {
                throw new IllegalArgumentException(
                        path(where, key) + ": unknown key '" + key + "', known are " + components.keySet());
            }
        }
        components.forEach((key, component) -> {
            JsonNode value = node.get(key);
            boolean absent = value == null || value.isNull();
            if (absent && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                throw new IllegalArgumentException("key '" + path(where, key) + "' is missing");
            }
            if (!absent && component.getType().isRecord()) {
                check(value, component.getType(), path(where, key));
            } else if (!absent && component.getType().isSealed()) {
                checkChoice(value, component.getType(), path(where, key));
            } else if (!absent
                    && component.getGenericType() instanceof ParameterizedType list
                    && list.getActualTypeArguments()[0] instanceof Class<?> element
                    && element.isRecord()) {
                for (JsonNode item : value) {
                    check(item, element, path(where, key));
                }
            }
        });
    }

    /** One of several records, named by its only key. */
    private static void checkChoice(JsonNode node, Class<?> type, String where) {
        Map<String, Class<?>> choices = new LinkedHashMap<>();
        for (Class<?> choice : type.getPermittedSubclasses()) {
            String name = choice.getSimpleName();
            choices.put(name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1), choice);
        }
        String key = node.isObject() && node.size() == 1 ? node.fieldNames().next() : "";
        Class<?> choice = choices.get(key);
        if (choice == null) {
            throw new IllegalArgumentException(
                    where + ": '" + node + "' is not a map with one of the keys " + choices.keySet());
        }
        check(node.path(key), choice, path(where, key));
    }

    private static String path(String where, String key) {
        return where.isEmpty() ? key : where + "." + key;
    }
}
