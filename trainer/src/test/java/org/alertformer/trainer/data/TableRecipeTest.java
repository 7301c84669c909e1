package org.alertformer.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class TableRecipeTest {
    private static final Map<String, List<String>> CLASSES = Map.of("A", List.of("a", "a?"), "B", List.of("b"));

    @Test
    void load_partsAreDisjointAndLabelled(@TempDir Path directory) throws IOException {
        write(directory, 400);
        var recipe = new TableRecipe("set", CLASSES, Map.of("B", 0.5), 0.25);

        CurveSet set = recipe.load(directory);

        assertThat(set.classes()).containsExactly("A", "B");
        Set<String> ids = new HashSet<>();
        for (List<LabelledCurve> part : List.of(set.train(), set.validation(), set.test())) {
            for (LabelledCurve curve : part) {
                assertThat(ids.add(curve.id())).as(curve.id()).isTrue();
                int number = Integer.parseInt(curve.id().substring(1));
                assertThat(curve.label()).isEqualTo(number % 4 == 1 ? 1 : 0);
                assertThat(number % 4).isNotEqualTo(3); // a label of no class
            }
        }
        long b = ids.stream()
                .filter(id -> Integer.parseInt(id.substring(1)) % 4 == 1)
                .count();
        assertThat(b).isBetween(35L, 65L); // half of 100
        assertThat(set.validation().size())
                .isBetween(set.train().size() / 6, set.train().size() / 2);
        assertThat(set.test())
                .allSatisfy(curve -> assertThat(Integer.parseInt(curve.id().substring(1)) % 5)
                        .isZero());
    }

    @Test
    void load_numberThatIsNoneIsRefusedWithFileAndLine(@TempDir Path directory) throws IOException {
        write(directory, 20);
        Files.writeString(directory.resolve("set/lightcurves.csv"), "id,mjd,band,flux,flux_err\no0,61000,G,NaN,1\n");

        assertThatThrownBy(() -> new TableRecipe("set", CLASSES, null, 0.25).load(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("lightcurves.csv")
                .hasMessageContaining("line 2")
                .hasMessageContaining("NaN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"objects.csv", "lightcurves.csv"})
    void load_tableWithoutRowsIsRefusedByName(String table, @TempDir Path directory) throws IOException {
        write(directory, 20);
        Path file = directory.resolve("set").resolve(table);
        String header = Files.readAllLines(file).get(0);
        for (String content : List.of("", header, header + "\n")) {
            Files.writeString(file, content);

            assertThatThrownBy(() -> new TableRecipe("set", CLASSES, null, 0.25).load(directory))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(table + " has no rows");
        }
    }

    /** One row in ten thousand without a date, as catalogues have them. */
    @Test
    void load_fewRowsThatAreNoMeasurementsAreLeftOutWithAWarningNamingTheFirst(@TempDir Path directory)
            throws IOException {
        write(directory, 2500);
        Path rows = directory.resolve("set/lightcurves.csv");
        List<String> lines = new ArrayList<>(Files.readAllLines(rows));
        lines.add(7, "o1,-1,G,1000,20");
        Files.write(rows, lines);
        var warnings = new ListAppender<ILoggingEvent>();
        var log = (Logger) LoggerFactory.getLogger(TableRecipe.class);
        warnings.start();
        log.addAppender(warnings);

        CurveSet set = new TableRecipe("set", CLASSES, null, 0.25).load(directory);

        log.detachAppender(warnings);
        assertThat(Stream.of(set.train(), set.validation(), set.test()).flatMap(List::stream))
                .allSatisfy(curve -> assertThat(curve.curve().size()).isEqualTo(4));
        assertThat(warnings.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .startsWith("1 of 10001 rows left out")
                .contains("lightcurves.csv line 8")
                .contains("-1");
    }

    @Test
    void load_moreRowsThatAreNoMeasurementsAreRefused(@TempDir Path directory) throws IOException {
        write(directory, 20);
        Path rows = directory.resolve("set/lightcurves.csv");
        List<String> lines = new ArrayList<>(Files.readAllLines(rows));
        lines.add(7, "o1,-1,G,1000,20");
        Files.write(rows, lines);

        assertThatThrownBy(() -> new TableRecipe("set", CLASSES, null, 0.25).load(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1 of 81 rows")
                .hasMessageContaining("lightcurves.csv line 8");
    }

    @Test
    void of_labelInTwoClassesIsRefused() {
        Map<String, List<String>> classes = Map.of("A", List.of("a"), "B", List.of("b", "a"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TableRecipe("set", classes, null, 0.25))
                .withMessageContaining("'a'");
    }

    /** Labels a, b, a?, c in turn; every fifth object is for validation. */
    private static void write(Path directory, int objects) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("set"));
        var table = new StringBuilder("id,label,split\n");
        var rows = new StringBuilder("id,mjd,band,flux,flux_err\n");
        for (int i = 0; i < objects; i++) {
            String label = List.of("a", "b", "a?", "c").get(i % 4);
            table.append("o" + i + "," + label + "," + (i % 5 == 0 ? "validation" : "train") + "\n");
            for (int k = 0; k < 4; k++) {
                rows.append("o" + i + "," + (61000 + k) + ",G," + (1000 + 10 * i) + ",20\n");
            }
        }
        Files.writeString(folder.resolve("objects.csv"), table);
        Files.writeString(folder.resolve("lightcurves.csv"), rows);
    }
}
