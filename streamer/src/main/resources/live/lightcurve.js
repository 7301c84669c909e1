// The multi-band light curve: points with error bars, upper limits, attention, the flare and its band.
import { element, short, svg, utcOfMjd } from "./dom.js";
import { frame, linear, MARGIN, ticks } from "./axes.js";
import { bandColour, BANDS, drawMarker, markerIcon } from "./palette.js";

const ZERO_POINT = 31.4; // AB, for nJy
const LIMIT_SIGMAS = 5;
const MICRO = 1000; // nJy in a microjansky
const SMALLEST_RING = 6;
const LARGEST_RING = 17;

const magnitude = (flux) => ZERO_POINT - 2.5 * Math.log10(flux);

/** What is drawn of an observation: brightness with the ends of its error bar; null where a magnitude has no sense. */
export function place(observation, scale) {
  const limit = observation.kind === "LIMIT";
  const flux = limit ? LIMIT_SIGMAS * observation.fluxErr : observation.flux;
  if (scale === "flux") {
    const error = limit ? 0 : observation.fluxErr;
    return { value: flux / MICRO, low: (flux - error) / MICRO, high: (flux + error) / MICRO };
  }
  if (limit) {
    return { value: magnitude(flux), low: magnitude(flux), high: magnitude(flux) };
  }
  if (flux < 3 * observation.fluxErr) {
    return null;
  }
  return {
    value: magnitude(flux),
    low: magnitude(flux - observation.fluxErr),
    high: magnitude(flux + observation.fluxErr),
  };
}

export function describe(observation) {
  const limit = observation.kind === "LIMIT";
  const lines = [
    `${observation.band}  ${limit ? "upper limit, 5σ" : observation.kind === "FORCED" ? "forced" : "detection"}`,
    `MJD ${observation.mjd.toFixed(4)} TAI`,
    `${utcOfMjd(observation.mjd)} UTC`,
  ];
  if (limit) {
    lines.push(`< ${short(LIMIT_SIGMAS * observation.fluxErr / MICRO)} µJy, > ${magnitude(LIMIT_SIGMAS * observation.fluxErr).toFixed(2)} mag`);
  } else {
    const mag = observation.flux > 0 ? `, ${magnitude(observation.flux).toFixed(2)} mag` : "";
    lines.push(`${short(observation.flux / MICRO)} ± ${short(observation.fluxErr / MICRO)} µJy${mag}`);
  }
  if (observation.attention !== null) {
    lines.push(`attention ${(100 * observation.attention).toFixed(1)} %`);
  }
  return lines;
}

export function drawLegend(list, observations, flare) {
  const present = BANDS.filter((band) => observations.some((o) => o.band === band));
  const items = present.map((band) => element("li", null, markerIcon(band, "DETECTION"), band));
  if (observations.some((o) => o.kind === "FORCED")) {
    items.push(element("li", null, markerIcon(present[0], "FORCED"), "forced"));
  }
  if (observations.some((o) => o.kind === "LIMIT")) {
    items.push(element("li", null, markerIcon(present[0], "LIMIT"), "5σ upper limit"));
  }
  if (observations.some((o) => o.attention !== null)) {
    items.push(element("li", null,
      svg("svg", { viewBox: "-8 -8 16 16", "aria-hidden": "true" }, svg("circle", { class: "attention", r: 6.5 })), "attention"));
  }
  if (flare) {
    items.push(element("li", null,
      svg("svg", { viewBox: "-8 -8 16 16", "aria-hidden": "true" },
        svg("rect", { class: "flare-band", x: -8, y: -5, width: 16, height: 10 }),
        svg("path", { class: "flare-line", d: "M-8 0H8" })), "flare, 68 %"));
  }
  list.replaceChildren(...items);
}

function valueDomain(shown, flare, scale, domain) {
  const values = [];
  for (const { at, observation } of shown) {
    values.push(at.value);
    if (observation.kind !== "LIMIT") {
      values.push(at.low, at.high);
    }
  }
  for (const [mjd, , median, high] of flare?.band ?? []) {
    if (scale === "flux" && mjd >= domain[0] && mjd <= domain[1]) {
      values.push(median / MICRO, (median + 0.6 * (high - median)) / MICRO);
    }
  }
  const finite = values.filter(Number.isFinite);
  if (!finite.length) {
    return scale === "flux" ? [0, 1] : [22, 18];
  }
  let low = Math.min(...finite);
  let high = Math.max(...finite);
  if (scale === "flux") {
    low = Math.min(low, 0);
    const margin = 0.07 * (high - low || 1);
    return [low - margin, high + margin];
  }
  const margin = Math.max(0.15, 0.07 * (high - low));
  return [high + margin, low - margin]; // bright is up
}

function flarePaths(flare, x, y, scale) {
  const [floor, ceiling] = scale === "flux" ? [-Infinity, Infinity] : y.domain;
  const at = (flux) => {
    const value = scale === "flux" ? flux / MICRO : flux > 0 ? Math.min(magnitude(flux), floor) : floor;
    return scale === "flux" ? y(value) : y(Math.max(value, ceiling));
  };
  const [left, right] = x.domain;
  const rows = flare.band.filter(([mjd]) => mjd >= left && mjd <= right);
  if (rows.length < 2) {
    return [];
  }
  const line = (index, list) => list.map((row) => `${x(row[0]).toFixed(1)} ${at(row[index]).toFixed(1)}`).join("L");
  return [
    svg("path", { class: "flare-band", d: `M${line(1, rows)}L${line(3, [...rows].reverse())}Z` }),
    svg("path", { class: "flare-line", d: `M${line(2, rows)}` }),
  ];
}

/**
 * Draws into a chart and answers pointers with the nearest observation.
 *
 * @param domain of MJD that is shown
 */
export function drawLightCurve(chart, object, { scale, domain, width, height }) {
  const x = linear(domain, [MARGIN.left, width - MARGIN.right]);
  const shown = object.observations
    .filter((o) => o.mjd >= domain[0] && o.mjd <= domain[1])
    .map((observation) => ({ observation, at: place(observation, scale) }))
    .filter(({ at }) => at !== null);
  const values = valueDomain(shown, object.flare, scale, domain);
  const y = linear(values, [height - MARGIN.bottom, MARGIN.top]);
  const yTicks = ticks(Math.min(...values), Math.max(...values), Math.max(3, Math.round(height / 55)));
  const limits = shown.filter(({ observation }) => observation.kind === "LIMIT").length;
  const root = svg("svg", {
    viewBox: `0 0 ${width} ${height}`, height, role: "img",
    "aria-label": `Light curve of ${object.name}: ${shown.length - limits} measurements and ${limits} upper limits`
      + (object.flare ? ", with a fitted flare" : "") + ". The observations are in the table below.",
  });
  root.append(frame(x, y, {
    height, yTicks,
    yLabel: scale === "flux" ? "difference flux [µJy]" : "AB magnitude",
    yFormat: (value) => value.toFixed(yTicks.decimals ?? 0).replace("-", "−"),
  }));
  if (scale === "flux" && values[0] < 0) {
    root.append(svg("line", { class: "zero-line", x1: x.range[0], x2: x.range[1], y1: y(0), y2: y(0) }));
  }
  if (object.flare) {
    const clip = svg("clipPath", { id: "inside" },
      svg("rect", { x: x.range[0], y: MARGIN.top, width: x.range[1] - x.range[0], height: height - MARGIN.top - MARGIN.bottom }));
    root.append(svg("defs", null, clip), svg("g", { "clip-path": "url(#inside)" }, ...flarePaths(object.flare, x, y, scale)));
  }
  const most = Math.max(0, ...object.observations.map((o) => o.attention ?? 0));
  const rings = svg("g", { "aria-hidden": "true" });
  const bars = svg("g", { "aria-hidden": "true" });
  const points = svg("g", { "aria-hidden": "true" });
  for (const { observation, at } of shown) {
    const colour = bandColour(observation.band);
    const px = x(observation.mjd).toFixed(1);
    const py = y(at.value).toFixed(1);
    if (most > 0 && observation.attention > 0.02 * most) {
      const radius = SMALLEST_RING + (LARGEST_RING - SMALLEST_RING) * Math.sqrt(observation.attention / most);
      rings.append(svg("circle", { class: "attention", cx: px, cy: py, r: radius.toFixed(1) }));
    }
    if (observation.kind !== "LIMIT") {
      bars.append(svg("line", { class: "error-bar", stroke: colour, x1: px, x2: px, y1: y(at.low).toFixed(1), y2: y(at.high).toFixed(1) }));
    }
    points.append(drawMarker(observation.band, observation.kind, colour, { transform: `translate(${px} ${py})` }));
  }
  root.append(rings, bars, points);
  chart.replaceChildren(root);
  pointAt(chart, root, shown, x, y, width);
}

function pointAt(chart, root, shown, x, y, width) {
  const tip = element("div", { class: "tip", hidden: true });
  chart.append(tip);
  root.addEventListener("pointermove", (event) => {
    const box = root.getBoundingClientRect();
    const factor = width / box.width;
    const px = (event.clientX - box.left) * factor;
    const py = (event.clientY - box.top) * factor;
    let nearest = null;
    let least = 26 ** 2;
    for (const candidate of shown) {
      const distance = (x(candidate.observation.mjd) - px) ** 2 + (y(candidate.at.value) - py) ** 2;
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    tip.hidden = nearest === null;
    if (nearest) {
      tip.textContent = describe(nearest.observation).join("\n");
      const left = x(nearest.observation.mjd) / factor;
      tip.style.top = `${Math.max(0, y(nearest.at.value) / factor - 20)}px`;
      if (left > box.width / 2) {
        tip.style.left = "";
        tip.style.right = `${box.width - left + 14}px`;
      } else {
        tip.style.right = "";
        tip.style.left = `${left + 14}px`;
      }
    }
  });
  root.addEventListener("pointerleave", () => {
    tip.hidden = true;
  });
}
