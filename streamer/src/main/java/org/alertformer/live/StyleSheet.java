package org.alertformer.live;

import java.nio.charset.StandardCharsets;

/**
 * The look that the live page and reports share. A report that stands alone puts the text into its head and its content
 * into {@code <main class="report">}.
 */
public final class StyleSheet {
    private StyleSheet() {}

    /** CSS that loads nothing. */
    public static String text() {
        return new String(StaticPage.read("style.css"), StandardCharsets.UTF_8);
    }
}
