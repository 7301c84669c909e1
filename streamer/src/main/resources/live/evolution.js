// Class probabilities as of each observation.
import { svg } from "./dom.js";
import { frame, linear, MARGIN, NAMED } from "./axes.js";
import { classColour } from "./palette.js";

const LINE_HEIGHT = 13;
const MOST_CLASSES = 8;

/** Labels beside the ends of the lines, moved apart where they would cover each other. */
function spread(labels, low, high) {
  labels.sort((a, b) => a.y - b.y);
  for (let i = 1; i < labels.length; i++) {
    labels[i].y = Math.max(labels[i].y, labels[i - 1].y + LINE_HEIGHT);
  }
  const surplus = labels.length ? labels[labels.length - 1].y - high : 0;
  if (surplus > 0) {
    labels[labels.length - 1].y = high;
    for (let i = labels.length - 2; i >= 0; i--) {
      labels[i].y = Math.min(labels[i].y, labels[i + 1].y - LINE_HEIGHT);
    }
  }
  return labels;
}

export function drawEvolution(chart, object, { domain, width, height }) {
  const steps = object.evolution;
  const x = linear(domain, [MARGIN.left, width - MARGIN.right]);
  const y = linear([0, 1], [height - NAMED, MARGIN.top]);
  const last = steps[steps.length - 1];
  const best = object.classes[last.probabilities.indexOf(Math.max(...last.probabilities))];
  const root = svg("svg", {
    viewBox: `0 0 ${width} ${height}`, height, role: "img",
    "aria-label": `Class probabilities as of ${steps.length} observations; at the end ${best} with ${Math.max(...last.probabilities).toFixed(2)}.`,
  });
  root.append(frame(x, y, {
    height, yTicks: [0, 0.25, 0.5, 0.75, 1], xLabel: "MJD (TAI)", yLabel: "probability",
    yFormat: (value) => value.toFixed(2),
  }));
  const strongest = object.classes
    .map((name, index) => ({ name, index, most: Math.max(...steps.map((s) => s.probabilities[index])) }))
    .sort((a, b) => b.most - a.most)
    .slice(0, MOST_CLASSES);
  const labels = [];
  for (const { name, index } of strongest) {
    const colour = classColour(name);
    const before = steps.filter((s) => s.mjd < domain[0]).pop();
    const inside = steps.filter((s) => s.mjd >= domain[0]);
    const drawn = before && inside.length ? [{ ...before, mjd: domain[0] }, ...inside] : inside;
    const path = drawn
      .map((s, i) => (i === 0 ? `M${x(s.mjd).toFixed(1)} ` : `H${x(s.mjd).toFixed(1)}V`) + y(s.probabilities[index]).toFixed(1))
      .join("");
    const line = svg("path", { class: "evolution-line", d: `${path}` });
    line.style.stroke = colour;
    root.append(line);
    for (const s of inside) {
      const dot = svg("circle", { class: "evolution-point", cx: x(s.mjd).toFixed(1), cy: y(s.probabilities[index]).toFixed(1), r: 2.1 });
      dot.style.fill = colour;
      root.append(dot);
    }
    labels.push({ name, colour, y: y(last.probabilities[index]) });
  }
  for (const { name, colour, y: at } of spread(labels, MARGIN.top, height - NAMED)) {
    const text = svg("text", { class: "label", x: x(last.mjd) + 8, y: at, dy: "0.32em" }, name);
    text.style.fill = colour;
    root.append(text);
  }
  chart.replaceChildren(root);
}
