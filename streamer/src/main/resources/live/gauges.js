// How the stream is: throughput, latency, lag, and counts by class.
import { byId, count, element, setColour, setText, svg } from "./dom.js";
import { classColour, knownClasses, knowClasses } from "./palette.js";

const BIN = 3; // seconds a point of the curve stands for
const WIDTH = 300;
const HEIGHT = 76;

function duration(millis) {
  if (millis < 0) {
    return "–";
  }
  return millis < 1000 ? `${millis} ms` : millis < 60000 ? `${(millis / 1000).toFixed(1)} s` : `${Math.round(millis / 60000)} min`;
}

function rate(value) {
  return value >= 100 ? count(Math.round(value)) : value.toFixed(1);
}

export function showStatus(status) {
  setText(byId("rate"), rate(status.rate));
  setText(byId("latency"), duration(status.medianLatency));
  setText(byId("latency98"), duration(status.latency98));
  setText(byId("lag"), status.lag < 0 ? "–" : count(status.lag));
  setText(byId("total"), count(status.alerts));
  setText(byId("flares"), count(status.flares));
  showCounts(status.byClass);
  showThroughput(status.rates);
}

const rows = new Map();

function showCounts(byClass) {
  knowClasses(Object.keys(byClass));
  const total = Object.values(byClass).reduce((sum, n) => sum + n, 0);
  const names = knownClasses();
  for (const name of names) {
    let row = rows.get(name);
    if (!row) {
      const swatch = element("span", { class: "swatch" });
      const bar = element("span");
      setColour(swatch, classColour(name));
      setColour(bar, classColour(name));
      row = { number: element("td"), share: element("td"), bar };
      byId("counts").append(element("tr", null,
        element("th", { scope: "row" }, swatch, element("bdi", null, name)), row.number, row.share,
        element("td", { class: "share" }, bar)));
      rows.set(name, row);
    }
    const number = byClass[name] ?? 0;
    const share = total ? number / total : 0;
    setText(row.number, count(number));
    setText(row.share, `${(100 * share).toFixed(1)} %`);
    row.bar.style.setProperty("--share", share.toFixed(4));
  }
}

function showThroughput(rates) {
  const bins = [];
  for (let i = 0; i + BIN <= rates.length; i += BIN) {
    bins.push(rates.slice(i, i + BIN).reduce((sum, n) => sum + n, 0) / BIN);
  }
  const most = Math.max(1, ...bins);
  const step = WIDTH / (bins.length - 1);
  const points = bins.map((n, i) => `${(i * step).toFixed(1)} ${(HEIGHT - 2 - (n / most) * (HEIGHT - 8)).toFixed(1)}`);
  const d = `M0 ${HEIGHT}L${points.join("L")}L${WIDTH} ${HEIGHT}Z`;
  const drawing = byId("throughput");
  if (!drawing.firstChild) {
    drawing.append(svg("path"));
  }
  drawing.firstChild.setAttribute("d", d);
  setText(byId("throughput-notice"), `peak ${rate(most)}/s`);
}
