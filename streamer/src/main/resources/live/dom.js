// Elements, made of data. Texts are text nodes, so no name can become markup.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === true) {
      node.setAttribute(name, "");
    } else if (value !== false && value !== null && value !== undefined) {
      node.setAttribute(name, value);
    }
  }
  node.append(...children);
  return node;
}

export function element(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

export function byId(id) {
  return document.getElementById(id);
}

/** Changes a text only where it differs. */
export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/** A value of a custom property, which styles written inline could not set under the page's policy. */
export function setColour(node, colour) {
  node.style.setProperty("--colour", colour);
}

const UTC = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});

export function clock(millis) {
  return UTC.format(millis);
}

const MJD_OF_1970 = 40587;
const TAI_MINUS_UTC_SECONDS = 37;

/** UTC of an MJD in TAI, to the second. */
export function utcOfMjd(mjd) {
  const millis = (mjd - MJD_OF_1970) * 86400000 - TAI_MINUS_UTC_SECONDS * 1000;
  return new Date(millis).toISOString().slice(0, 19).replace("T", " ");
}

const COUNT = new Intl.NumberFormat("en");

export function count(number) {
  return COUNT.format(number);
}

/** Three significant digits, without an exponent where that stays short. */
export function short(value) {
  if (!Number.isFinite(value)) {
    return "–";
  }
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.01 || size >= 1e6)) {
    return value.toExponential(2).replace("e+", "e").replace("-", "−");
  }
  const decimals = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return value.toFixed(decimals).replace("-", "−");
}
