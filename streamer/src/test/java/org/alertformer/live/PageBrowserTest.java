package org.alertformer.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in a real browser, fed by a real stream. Skipped without {@code -Pbrowser} or where there is no Chromium.
 * Leaves screenshots in {@code target/screenshots}.
 */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PageBrowserTest {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final int SECONDS = Integer.getInteger("browser.seconds", 10);
    private static final int PER_SECOND = 1000;
    private static final String NAMES =
            "return [...document.querySelectorAll('#alerts-rows tr:not([hidden]) th')].map(c => c.textContent)";

    @TempDir
    private static Path directory;

    private static NightFixture night;
    private static NightFixture.Instance stream;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Boolean.getBoolean("browser"), "asked for with -Pbrowser");
        assumeTrue(Browser.isInstalled(), "there is no Chromium with its driver");
        night = new NightFixture(directory);
        stream = night.start("stream");
        browser = Browser.open(directory, 1440, 1040);
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (stream != null) {
            stream.close();
        }
        if (night != null) {
            night.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        browser.go(URI.create("about:blank"));
        browser.go(stream.web().address());
        browser.await(JsonNode::asBoolean, "return document.getElementById('connection').dataset.state === 'live'");
    }

    @Test
    @Order(1)
    void alert_replayedThroughTheBroker_appearsAndItsLightCurveIsDrawn() throws Exception {
        night.observe("ZTF26aaaaaab", 14, 4000);
        browser.await(names -> names.toString().contains("ZTF26aaaaaab"), NAMES);

        // When
        browser.run("location.hash = '#object=ZTF26aaaaaab'");

        // Then
        browser.await(points -> points.asInt() == 15, "return document.querySelectorAll('#lightcurve .point').length");
        assertThat(count("#lightcurve .point.limit")).isEqualTo(1);
        assertThat(count("#lightcurve .error-bar")).isEqualTo(14);
        assertThat(count("#lightcurve .attention")).isEqualTo(15);
        assertThat(count("#lightcurve .flare-band")).isEqualTo(1);
        assertThat(count("#evolution .evolution-point")).isEqualTo(2 * 14);
        assertThat(count("#points tbody tr")).isEqualTo(15);
        assertThat(text("#raw")).contains("\"objectName\": \"ZTF26aaaaaab\"");
        assertThat(browser.run(
                                "return [...document.querySelectorAll('#object-links a')].map(a => a.rel + ' ' + a.href)")
                        .toString())
                .contains("noopener noreferrer https://ztf.fink-portal.org/ZTF26aaaaaab");
        assertThat(browser.messages()).isEmpty();
    }

    @Test
    @Order(2)
    void hostileName_staysText() throws Exception {
        String hostile = "<img src=x onerror=alert(1)>\"'&\u202e\u05d0%2f#]]>";
        night.observe(hostile, 3, 900);
        browser.await(names -> hasText(names, hostile), NAMES);

        // When
        browser.run(
                "[...document.querySelectorAll('#alerts-rows th a')].find(a => a.textContent === arguments[0]).click()",
                hostile);

        // Then
        browser.await(points -> points.asInt() == 4, "return document.querySelectorAll('#lightcurve .point').length");
        assertThat(text("#object-title")).isEqualTo(hostile);
        assertThat(count("main img, main script, [onerror]")).isZero();
        assertThat(browser.messages()).isEmpty();
    }

    @Test
    @Order(3)
    void filters_narrowTheAlerts() throws Exception {
        night.publish("quiet one", 1, "quiet", 0.95f);
        night.publish("quiet two", 2, "quiet", 0.55f);
        night.publish("loud one", 3, "loud", 0.9f);
        night.flush();
        browser.await(names -> names.toString().contains("loud one"), NAMES);

        // When
        set("filter-class", "quiet");
        set("filter-probability", "0.9");

        // Then
        browser.await(names -> names.toString().equals("[\"quiet one\"]"), NAMES);
        set("filter-probability", "0");
        set("filter-object", "TWO");
        browser.await(names -> names.toString().equals("[\"quiet two\"]"), NAMES);
        set("filter-object", "");
        set("filter-class", "");
        browser.await(names -> hasText(names, "loud one"), NAMES);
        browser.run("[...document.querySelectorAll('#alerts-rows tr')].find(r => r.textContent.includes('loud one'))"
                + ".querySelector('.star').click()");
        browser.run("document.getElementById('filter-watched').click()");
        browser.await(names -> names.toString().equals("[\"loud one\"]"), NAMES);
        browser.go(stream.web().address());
        browser.run("document.getElementById('filter-watched').click()");
        browser.await(names -> names.toString().equals("[\"loud one\"]"), NAMES); // the browser has kept it
    }

    @Test
    @Order(4)
    void pause_holdsTheListAndSaysWhatIsNew() throws Exception {
        browser.click("#pause");
        night.publish("after the pause", 4, "quiet", 0.8f);
        night.flush();

        // When
        browser.await(
                notice -> notice.asText().equals("paused, 1 new"),
                "return document.getElementById('alerts-notice').textContent");

        // Then
        assertThat(browser.run(NAMES).toString()).doesNotContain("after the pause");
        browser.click("#pause");
        browser.await(names -> names.toString().contains("after the pause"), NAMES);
    }

    @Test
    @Order(5)
    void aThousandAlertsASecond_boundedAndResponsive() throws Exception {
        browser.run("location.hash = '#object=ZTF26aaaaaab'");
        browser.await(points -> points.asInt() > 0, "return document.querySelectorAll('#lightcurve .point').length");
        long before = total();
        browser.messages(); // that the page picked an object which no stream has kept
        browser.run("window.frameTimes = []; let last = performance.now();"
                + "requestAnimationFrame(function next(now) { window.frameTimes.push(now - last); last = now;"
                + " requestAnimationFrame(next); })");

        // When
        List<Long> nodes = new ArrayList<>();
        long began = System.nanoTime();
        for (int second = 0; second < SECONDS; second++) {
            for (int i = 0; i < PER_SECOND; i++) {
                long number = (long) second * PER_SECOND + i;
                night.publish("object " + number % 4000, number, number % 3 == 0 ? "loud" : "quiet", 0.5f + i / 2001f);
                long due = began + number * 1_000_000L;
                if (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
            }
            night.flush();
            nodes.add(browser.run("return document.getElementsByTagName('*').length")
                    .asLong());
        }

        // Then
        long sent = (long) SECONDS * PER_SECOND;
        browser.await(
                shown -> shown.asLong() == before + sent,
                "return Number(document.getElementById('total').textContent.replaceAll(',', ''))");
        browser.click("#pause");
        assertThat(text("#pause")).isEqualTo("Resume");
        browser.click("#pause");
        assertThat(count("#alerts-rows tr")).isEqualTo(200);
        assertThat(nodes).allMatch(n -> n < 4000);
        assertThat(browser.messages()).isEmpty();
        report(sent, began, nodes);
    }

    @Test
    @Order(6)
    void page_asPeopleSeeIt_inScreenshots() throws Exception {
        browser.run("location.hash = '#object=ZTF26aaaaaab'");
        browser.await(points -> points.asInt() > 0, "return document.querySelectorAll('#lightcurve .point').length");

        // When
        for (String theme : List.of("light", "dark")) {
            browser.run(
                    "if (document.documentElement.dataset.theme !== arguments[0]) {"
                            + " localStorage.setItem('alertformer.theme', arguments[0]); location.reload(); }",
                    theme);
            browser.await(
                    points -> points.asInt() > 0, "return document.querySelectorAll('#lightcurve .point').length");
            Thread.sleep(1500);
            browser.screenshot(SCREENSHOTS.resolve(theme + ".png"));
        }
        browser.resize(500, 1000);
        Thread.sleep(1000);
        browser.screenshot(SCREENSHOTS.resolve("narrow.png"));
        boolean fits = browser.run("return document.documentElement.scrollWidth <= innerWidth")
                .asBoolean();
        browser.resize(1440, 1040);

        // Then
        assertThat(fits).as("nothing is cut off at the side").isTrue();
    }

    /** How long frames took; on standard output, for whoever runs it. */
    private static void report(long sent, long began, List<Long> nodes) throws Exception {
        JsonNode frames = browser.run("const f = window.frameTimes.slice(1).sort((a, b) => a - b);"
                + "const at = s => f[Math.min(f.length - 1, Math.floor(s * f.length))];"
                + "return [f.length, at(0.5), at(0.95), at(0.99), f[f.length - 1]]");
        System.out.printf(
                Locale.ROOT,
                "%d alerts in %.1f s: %d frames, median %.1f ms, 95 %% %.1f ms, 99 %% %.1f ms, longest %.1f ms;"
                        + " at most %d elements%n",
                sent,
                (System.nanoTime() - began) / 1e9,
                frames.get(0).asInt(),
                frames.get(1).asDouble(),
                frames.get(2).asDouble(),
                frames.get(3).asDouble(),
                frames.get(4).asDouble(),
                nodes.stream().mapToLong(Long::longValue).max().orElse(0));
    }

    private static long total() throws Exception {
        Thread.sleep(1500); // the figures follow every second
        return browser.run("return Number(document.getElementById('total').textContent.replaceAll(',', '')) || 0")
                .asLong();
    }

    private static boolean hasText(JsonNode names, String wanted) {
        for (JsonNode name : names) {
            if (name.asText().equals(wanted)) {
                return true;
            }
        }
        return false;
    }

    private static int count(String css) throws Exception {
        return browser.run("return document.querySelectorAll(arguments[0]).length", css)
                .asInt();
    }

    private static String text(String css) throws Exception {
        return browser.run("return document.querySelector(arguments[0]).textContent", css)
                .asText();
    }

    private static void set(String id, String value) throws Exception {
        browser.run(
                "const input = document.getElementById(arguments[0]); input.value = arguments[1];"
                        + "input.dispatchEvent(new Event('input', {bubbles: true}))",
                id,
                value);
    }
}
