package org.alertformer.trainer.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.alertformer.trainer.evaluate.Evaluation;

/** Accuracy, bytes and time of a state-carrying model beside a reference, in Markdown. */
final class StateCarryingTable {
    /** By how much less accurate it may be, as a fraction of the reference's accuracy. */
    private static final double TOLERATED = 0.01;

    private StateCarryingTable() {}

    static String of(StateCarrying.Results results, String machine) {
        StringBuilder page = new StringBuilder("# A state carried from alert to alert\n\n");
        page.append("Written by `state-carrying`, ").append(machine).append(".\n\n");
        page.append(String.format(
                Locale.ROOT,
                "`%s` reads the newest %d observations for each alert; the others read each observation once and keep a state.%n%n",
                results.reference().name(),
                results.reference().window()));
        page.append(
                "| model | numbers in a state | bytes | flare parameters | largest difference of a probability, step by step"
                        + " and at once | alerts |\n");
        page.append("|---|---|---|---|---|---|\n");
        for (StateCarrying.Carrying model : results.models()) {
            page.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %d | %,d | %s | %.1e | %,d |%n",
                    model.judged().name(),
                    model.stateNumbers(),
                    model.stateBytes(),
                    model.judged().flares() ? "yes" : "no",
                    model.parity().largest(),
                    model.parity().steps()));
        }
        accuracy(page, results);
        byObservations(page, results);
        cost(page, results);
        bytes(page, results);
        arrivals(page, results.arrivals());
        return page.toString();
    }

    private static void accuracy(StringBuilder page, StateCarrying.Results results) {
        page.append(
                "\n## Accuracy\n\nOn simulated surveys that none has seen, through ONNX Runtime and the stream's own"
                        + " encoder: one alert of each object, drawn uniformly from its alerts, and its last alert.\n\n");
        page.append(
                "| model | when | light curves | accuracy | macro-F1 | log-loss | calibration error | mean AUC |\n");
        page.append("|---|---|---|---|---|---|---|---|\n");
        rows(page, results.reference());
        results.models().forEach(model -> rows(page, model.judged()));
        page.append('\n');
        results.models().forEach(model -> verdict(page, results.reference(), model.judged()));
    }

    private static void rows(StringBuilder page, StateCarrying.Judged model) {
        row(page, model.name(), "any alert", model.evaluation().anyAlertFigures());
        row(page, model.name(), "last alert", model.evaluation().lastAlertFigures());
    }

    private static void row(StringBuilder page, String name, String when, Evaluation.Figures f) {
        page.append(String.format(
                Locale.ROOT,
                "| `%s` | %s | %,d | %.4f | %.4f | %.4f | %.4f | %.4f |%n",
                name,
                when,
                f.count(),
                f.accuracy(),
                f.macroF1(),
                f.logLoss(),
                f.calibrationError(),
                f.macroAuc()));
    }

    private static void verdict(StringBuilder page, StateCarrying.Judged reference, StateCarrying.Judged model) {
        double any = model.evaluation().anyAlertFigures().accuracy()
                / reference.evaluation().anyAlertFigures().accuracy();
        double last = model.evaluation().lastAlertFigures().accuracy()
                / reference.evaluation().lastAlertFigures().accuracy();
        page.append(String.format(
                Locale.ROOT,
                "The accuracy of `%s` is %.1f %% of the reference's at any alert and %.1f %% at the last: %s.%n",
                model.name(),
                100 * any,
                100 * last,
                Math.min(any, last) >= 1 - TOLERATED
                        ? "within one percent, or better"
                        : "worse by more than one percent"));
    }

    private static void byObservations(StringBuilder page, StateCarrying.Results results) {
        List<StateCarrying.Judged> all = new ArrayList<>();
        all.add(results.reference());
        results.models().forEach(model -> all.add(model.judged()));
        page.append("\nBy observations seen, any alert, accuracy and log-loss:\n\n| observations | light curves |");
        all.forEach(model -> page.append(String.format(Locale.ROOT, " `%s` | |", model.name())));
        page.append("\n|---|---|").append("---|---|".repeat(all.size())).append('\n');
        for (Map.Entry<String, Evaluation.Figures> group :
                results.reference().evaluation().figuresByObservations().entrySet()) {
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %,d |",
                    group.getKey(),
                    group.getValue().count()));
            for (StateCarrying.Judged model : all) {
                Evaluation.Figures f =
                        model.evaluation().figuresByObservations().get(group.getKey());
                page.append(
                        f == null
                                ? " - | - |"
                                : String.format(Locale.ROOT, " %.4f | %.4f |", f.accuracy(), f.logLoss()));
            }
            page.append('\n');
        }
    }

    private static void cost(StringBuilder page, StateCarrying.Results results) {
        page.append(
                "\n## Cost of an alert\n\nProcessor time in ONNX Runtime alone, microseconds per alert, median of rounds"
                        + " that take turns; encoding, store and Kafka are not in it. The last row of each batch is the cost at the most"
                        + " observations over that at the fewest.\n\n");
        page.append("| batch | observations | `")
                .append(results.reference().name())
                .append("` |");
        for (StateCarrying.Carrying model : results.models()) {
            page.append(String.format(
                    Locale.ROOT,
                    " `%1$s`, whole light curve | `%1$s`, one step | reference / step |",
                    model.judged().name()));
        }
        page.append("\n|---|---|---|")
                .append("---|---|---|".repeat(results.models().size()))
                .append('\n');
        for (int batch :
                results.costs().stream().mapToInt(StepCost::batch).distinct().toArray()) {
            List<StepCost> own =
                    results.costs().stream().filter(c -> c.batch() == batch).toList();
            own.forEach(cost -> page.append(costRow(cost)));
            page.append(ratioRow(own.get(0), own.get(own.size() - 1)));
        }
    }

    private static String costRow(StepCost cost) {
        StringBuilder row = new StringBuilder(
                String.format(Locale.ROOT, "| %d | %,d | %.1f |", cost.batch(), cost.observations(), cost.reference()));
        for (StepCost.Recurrent r : cost.recurrent()) {
            row.append(String.format(
                    Locale.ROOT, " %.1f | %.2f | %.0f |", r.whole(), r.step(), cost.reference() / r.step()));
        }
        return row.append('\n').toString();
    }

    private static String ratioRow(StepCost few, StepCost most) {
        StringBuilder row = new StringBuilder(String.format(
                Locale.ROOT,
                "| %d | %,d / %,d | %.1f x |",
                few.batch(),
                most.observations(),
                few.observations(),
                most.reference() / few.reference()));
        for (int m = 0; m < few.recurrent().size(); m++) {
            StepCost.Recurrent first = few.recurrent().get(m);
            StepCost.Recurrent last = most.recurrent().get(m);
            row.append(String.format(
                    Locale.ROOT, " %.1f x | %.2f x | |", last.whole() / first.whole(), last.step() / first.step()));
        }
        return row.append('\n').toString();
    }

    private static void bytes(StringBuilder page, StateCarrying.Results results) {
        page.append(
                "\n## Bytes\n\nA state is kept in memory and changes whole with each alert; a light curve is stored and grows by what is new.\n\n");
        page.append("| light curves of | stored per object | per observation |");
        results.models()
                .forEach(model -> page.append(String.format(
                        Locale.ROOT,
                        " state of `%s` / observation |",
                        model.judged().name())));
        page.append("\n|---|---|---|")
                .append("---|".repeat(results.models().size()))
                .append('\n');
        results.arrivals().forEach((source, a) -> {
            page.append(String.format(
                    Locale.ROOT, "| %s | %,.0f | %.1f |", source, a.bytesPerObject(), a.bytesPerObservation()));
            results.models()
                    .forEach(model -> page.append(
                            String.format(Locale.ROOT, " %.0f |", model.stateBytes() / a.bytesPerObservation())));
            page.append('\n');
        });
    }

    private static void arrivals(StringBuilder page, Map<String, Arrivals> arrivals) {
        page.append(
                "\n## How often a state can be gone on from\n\nAn alert appends if all that was known of its object stays as"
                        + " it was and what is new came later; otherwise the light curve is read whole. So the last column is the share of alerts that"
                        + " the stream goes on with from a state if it has memory for all."
                        + " An alert retouches if it would have appended but for changes of known fluxes and errors by less than a tenth of the error.\n\n");
        page.append(
                "| alerts | objects | first of their object | append | observations per appending alert | retouch | insert | revise |"
                        + " come late | appending, without first ones |\n");
        page.append("|---|---|---|---|---|---|---|---|---|---|\n");
        arrivals.forEach((source, a) -> page.append(String.format(
                Locale.ROOT,
                "| %s | %,d | %,d | %,d | %s | %,d | %,d | %,d | %,d | %s |%n",
                source,
                a.objects(),
                a.first(),
                a.appended(),
                known("%.1f", a.rowsPerAppended()),
                a.retouched(),
                a.inserted(),
                a.revised(),
                a.late(),
                known("%.1f %%", 100 * a.appendedFraction()))));
    }

    private static String known(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
