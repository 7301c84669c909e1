// Bands have a colour and a marker each, classes a colour each; all told apart with colour blindness, too.
import { svg } from "./dom.js";

// Rubin's own band colours, for light and for dark grounds (RTN-045); Gaia's G and V beside them.
const LIGHT = { u: "#0c71ff", g: "#2f9e47", r: "#c61c00", i: "#d99a00", z: "#f341a2", y: "#5d0000", G: "#3f4b5b", V: "#00818a" };
const DARK = { u: "#3eb7ff", g: "#30c39f", r: "#ff7e00", i: "#2af5ff", z: "#a7f9c1", y: "#fdc900", G: "#c3cedb", V: "#c08cff" };

export const BANDS = ["u", "g", "r", "i", "z", "y", "G", "V"];

export function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

export function bandColour(band) {
  return (isDark() ? DARK : LIGHT)[band] ?? "currentColor";
}

function polygon(corners, radius, start = -90, inner = 1) {
  const points = [];
  for (let i = 0; i < corners; i++) {
    const angle = (start + (360 / corners) * i) * Math.PI / 180;
    const r = i % 2 ? radius * inner : radius;
    points.push([r * Math.cos(angle), r * Math.sin(angle)]);
  }
  return "M" + points.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`).join("L") + "Z";
}

const CIRCLE = "M-3.9 0a3.9 3.9 0 1 0 7.8 0a3.9 3.9 0 1 0 -7.8 0Z";
const SHAPES = {
  u: CIRCLE,
  g: polygon(3, 5.2),
  r: polygon(4, 5),
  i: polygon(4, 5, -45),
  z: polygon(10, 6.2, -90, 0.45),
  y: polygon(5, 4.9),
  G: polygon(6, 4.7),
  V: "M-1.6 -5h3.2v3.400h3.400v3.200h-3.400v3.400h-3.200v-3.400h-3.400v-3.200h3.400Z",
};
const LIMIT = "M-4.600 -3.200h9.200L0 5Z";

/** The path of a band's marker around the origin; an upper limit is a triangle that points down. */
export function marker(band, kind) {
  return kind === "LIMIT" ? LIMIT : SHAPES[band] ?? CIRCLE;
}

export function markerIcon(band, kind) {
  const colour = bandColour(band);
  return svg("svg", { viewBox: "-8 -8 16 16", "aria-hidden": "true" }, drawMarker(band, kind, colour, {}));
}

/** A marker: detections full, forced measurements pale with an edge, limits empty. */
export function drawMarker(band, kind, colour, attributes) {
  const name = kind === "LIMIT" ? "point limit" : kind === "FORCED" ? "point forced" : "point";
  const path = svg("path", { class: name, d: marker(band, kind), ...attributes });
  if (kind !== "LIMIT") {
    path.style.fill = colour;
  }
  if (kind !== "DETECTION") {
    path.style.stroke = colour;
  }
  return path;
}

const classes = [];

/** Classes get their colours in the order of the model's card. */
export function knowClasses(names) {
  for (const name of names) {
    if (!classes.includes(name)) {
      classes.push(name);
    }
  }
}

export function knownClasses() {
  return classes;
}

const COLOURS = 8;

/** The custom property of a class's colour, for styles. */
export function classColour(name) {
  knowClasses([name]);
  return `var(--class-${classes.indexOf(name) % COLOURS})`;
}

/** The same as a plain colour, for canvases. */
export function plainClassColour(name) {
  knowClasses([name]);
  return getComputedStyle(document.documentElement)
    .getPropertyValue(`--class-${classes.indexOf(name) % COLOURS}`).trim();
}
