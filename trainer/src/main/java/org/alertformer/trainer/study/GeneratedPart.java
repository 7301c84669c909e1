package org.alertformer.trainer.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a command writes into a Markdown file: between the lines {@code <!-- NAME -->} and {@code <!-- end of NAME -->} where
 * there are such, so that a README can hold it, else the whole file under a title.
 *
 * @param name of the command, and of the part
 * @param title if it is a file of its own
 */
record GeneratedPart(String name, String title) {
    void write(Path file, String text) throws IOException {
        String page = Files.exists(file) ? Files.readString(file) : "";
        int from = page.indexOf(begin());
        int to = page.indexOf(end());
        Files.writeString(
                file,
                from >= 0 && to > from
                        ? page.substring(0, from + begin().length()) + text + page.substring(to)
                        : "# " + title + "\n\n" + text);
    }

    /** What stands between the lines; throws {@link IllegalArgumentException} if the page has none. */
    String in(String page) {
        int from = page.indexOf(begin());
        int to = page.indexOf(end());
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("no lines " + begin().strip() + " and " + end().strip());
        }
        return page.substring(from + begin().length(), to);
    }

    private String begin() {
        return "<!-- " + name + " -->\n\n";
    }

    private String end() {
        return "\n<!-- end of " + name + " -->";
    }
}
