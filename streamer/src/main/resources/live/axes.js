// Scales, ticks and the frame that charts share.
import { svg } from "./dom.js";

export const MARGIN = { left: 58, right: 74, top: 10, bottom: 22 };

export function linear(domain, range) {
  const slope = (range[1] - range[0]) / (domain[1] - domain[0] || 1);
  const scale = (value) => range[0] + (value - domain[0]) * slope;
  scale.domain = domain;
  scale.range = range;
  return scale;
}

/** Room below a chart that names its axis of time. */
export const NAMED = 36;

/** Round values inside an interval, about so many. */
export function ticks(low, high, about) {
  const span = high - low;
  if (!(span > 0)) {
    return [low];
  }
  const power = 10 ** Math.floor(Math.log10(span / about));
  const step = [1, 2, 5, 10].map((n) => n * power).find((s) => span / s <= about * 1.2) ?? 10 * power;
  const found = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
    found.push(i * step);
  }
  found.decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return found;
}

/** The frame of a chart: grid, ticks and their numbers, and what the axes are. */
export function frame(x, y, { xLabel = null, yLabel, yTicks, yFormat, height }) {
  const group = svg("g", { "aria-hidden": "true" });
  const [left, right] = x.range;
  const bottom = Math.max(...y.range);
  const top = Math.min(...y.range);
  for (const value of yTicks) {
    const at = y(value).toFixed(1);
    group.append(
      svg("line", { class: "grid-line", x1: left, x2: right, y1: at, y2: at }),
      svg("text", { x: left - 7, y: at, dy: "0.32em", "text-anchor": "end" }, yFormat(value)));
  }
  const times = ticks(...x.domain, Math.max(2, Math.round((right - left) / 95)));
  for (const value of times) {
    const at = x(value).toFixed(1);
    group.append(
      svg("line", { class: "grid-line", x1: at, x2: at, y1: top, y2: bottom }),
      svg("text", { x: at, y: bottom + 15, "text-anchor": "middle" }, value.toFixed(times.decimals)));
  }
  group.append(svg("line", { class: "axis-line", x1: left, x2: right, y1: bottom, y2: bottom }));
  if (xLabel) {
    group.append(svg("text", { x: (left + right) / 2, y: height - 4, "text-anchor": "middle" }, xLabel));
  }
  group.append(svg("text", {
    x: 0, y: 0, "text-anchor": "middle", transform: `translate(12 ${(top + bottom) / 2}) rotate(-90)`,
  }, yLabel));
  return group;
}

/** The range of times that two charts share. */
export function timeDomain(times, days) {
  const last = Math.max(...times);
  let first = Math.min(...times);
  if (days) {
    first = Math.max(first, last - days);
  }
  const span = Math.max(last - first, 1);
  return [first - 0.03 * span, last + 0.04 * span];
}
