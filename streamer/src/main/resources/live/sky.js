// The night on the sky: Mollweide's equal-area projection of ICRS, 180 degrees in the middle, east to the left.
import { byId, count, element, setText } from "./dom.js";
import { isDark, plainClassColour } from "./palette.js";

const RADIANS = Math.PI / 180;
const MOST = 5000;
const CENTRE = 180;
const MARGIN = 4;
const NEAR = 9;

/** To x in [-1, 1] and y in [-1, 1], of an ellipse twice as wide as high. */
export function mollweide(ra, dec) {
  const latitude = dec * RADIANS;
  let theta = latitude;
  if (Math.abs(dec) < 89.999) {
    for (let i = 0; i < 12; i++) {
      const step = (2 * theta + Math.sin(2 * theta) - Math.PI * Math.sin(latitude)) / (2 + 2 * Math.cos(2 * theta));
      theta -= step;
      if (Math.abs(step) < 1e-7) {
        break;
      }
    }
  } else {
    theta = Math.sign(dec) * Math.PI / 2;
  }
  const longitude = ((ra - CENTRE + 540) % 360) - 180;
  return [-(longitude / 180) * Math.cos(theta), Math.sin(theta)];
}

/** A great circle by its pole (ICRS), as [ra, dec]. */
function greatCircle(poleRa, poleDec) {
  const a = poleRa * RADIANS;
  const d = poleDec * RADIANS;
  const first = [-Math.sin(a), Math.cos(a), 0];
  const second = [-Math.sin(d) * Math.cos(a), -Math.sin(d) * Math.sin(a), Math.cos(d)];
  const points = [];
  for (let i = 0; i <= 360; i++) {
    const t = i * RADIANS;
    const v = [0, 1, 2].map((k) => Math.cos(t) * first[k] + Math.sin(t) * second[k]);
    points.push([(Math.atan2(v[1], v[0]) / RADIANS + 360) % 360, Math.asin(Math.max(-1, Math.min(1, v[2]))) / RADIANS]);
  }
  return points;
}

const GALACTIC = greatCircle(192.85948, 27.12825);
const ECLIPTIC = greatCircle(270, 66.56071);

export class Sky {
  #ground = element("canvas");
  #points = element("canvas");
  #list = [];
  #next = 0;
  #total = 0;
  #chosen = null;
  #drawn = new Map();
  #width = 0;
  #height = 0;
  #ratio = 1;

  constructor(choose) {
    const box = byId("sky");
    box.append(this.#ground, this.#points);
    new ResizeObserver(() => this.redraw()).observe(box);
    box.addEventListener("click", (event) => {
      const frame = box.getBoundingClientRect();
      const named = this.#nearest(event.clientX - frame.left, event.clientY - frame.top);
      if (named) {
        choose(named);
      }
    });
  }

  reset() {
    this.#list = [];
    this.#next = 0;
    this.#total = 0;
    this.redraw();
  }

  /** Adds places {ra, dec, class, object}; the oldest make room for them. */
  add(places) {
    const context = this.#points.getContext("2d");
    for (const place of places) {
      if (place.ra === null || place.dec === null) {
        continue;
      }
      const [px, py] = mollweide(place.ra, place.dec);
      const point = { px, py, name: place.class, object: place.object };
      if (this.#list.length < MOST) {
        this.#list.push(point);
      } else {
        this.#list[this.#next] = point;
        this.#next = (this.#next + 1) % MOST;
      }
      this.#total++;
      this.#dot(context, point);
    }
    if (this.#total > 2 * MOST) { // what was forgotten is still painted
      this.#total = this.#list.length;
      this.#paint();
    }
    setText(byId("sky-notice"), `newest ${count(this.#list.length)} places`);
    byId("sky").setAttribute("aria-label", `Where the newest ${this.#list.length} alerts are on the sky, in Mollweide's projection`);
  }

  choose(place) {
    this.#chosen = place;
    this.#paint();
  }

  redraw() {
    const box = byId("sky").getBoundingClientRect();
    if (!box.width) {
      return;
    }
    this.#ratio = Math.min(2, devicePixelRatio || 1);
    this.#width = box.width;
    this.#height = box.height;
    for (const canvas of [this.#ground, this.#points]) {
      canvas.width = Math.round(box.width * this.#ratio);
      canvas.height = Math.round(box.height * this.#ratio);
    }
    this.#drawn.clear();
    this.#drawGround();
    this.#paint();
  }

  #at(px, py) {
    const rx = this.#width / 2 - MARGIN;
    const ry = Math.min(this.#height / 2 - MARGIN, rx / 2);
    return [this.#width / 2 + px * rx, this.#height / 2 - py * ry];
  }

  #drawGround() {
    const context = this.#ground.getContext("2d");
    const style = getComputedStyle(document.documentElement);
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    context.clearRect(0, 0, this.#width, this.#height);
    const [cx, cy] = this.#at(0, 0);
    const [rx] = this.#at(1, 0);
    const [, ry] = this.#at(0, 1);
    context.beginPath();
    context.ellipse(cx, cy, rx - cx, cy - ry, 0, 0, 2 * Math.PI);
    context.fillStyle = style.getPropertyValue("--raised");
    context.fill();
    context.strokeStyle = style.getPropertyValue("--line");
    context.lineWidth = 1;
    context.stroke();
    context.strokeStyle = style.getPropertyValue("--grid");
    for (let dec = -60; dec <= 60; dec += 30) {
      this.#line(context, Array.from({ length: 91 }, (_, i) => [0.001 + i * 3.99997, dec]));
    }
    for (let ra = 0; ra < 360; ra += 60) {
      this.#line(context, Array.from({ length: 61 }, (_, i) => [ra + 0.001, -90 + i * 3]));
    }
    context.strokeStyle = style.getPropertyValue("--muted");
    context.lineWidth = 1.3;
    this.#line(context, GALACTIC);
    context.setLineDash([4, 3]);
    this.#line(context, ECLIPTIC);
    context.setLineDash([]);
    context.fillStyle = style.getPropertyValue("--muted");
    context.font = "10px " + style.getPropertyValue("--sans");
    context.textAlign = "center";
    for (const ra of [60, 120, 180, 240, 300]) {
      const [x, y] = this.#at(...mollweide(ra, 0));
      context.fillText(`${ra / 15}h`, x, y - 3);
    }
    for (const dec of [-60, -30, 30, 60]) {
      const [x, y] = this.#at(...mollweide(359.99, dec));
      context.fillText(`${dec > 0 ? "+" : "−"}${Math.abs(dec)}°`, x + 17, y + 3);
    }
  }

  #line(context, points) {
    context.beginPath();
    let before = null;
    for (const [ra, dec] of points) {
      const [px, py] = mollweide(ra, dec);
      const [x, y] = this.#at(px, py);
      if (before === null || Math.abs(px - before) > 0.5) {
        context.moveTo(x, y);
      } else {
        context.lineTo(x, y);
      }
      before = px;
    }
    context.stroke();
  }

  #dot(context, point) {
    let colour = this.#drawn.get(point.name);
    if (!colour) {
      colour = plainClassColour(point.name);
      this.#drawn.set(point.name, colour);
    }
    const [x, y] = this.#at(point.px, point.py);
    context.fillStyle = colour;
    context.globalAlpha = isDark() ? 0.85 : 0.75;
    context.fillRect(x - 1.2, y - 1.2, 2.4, 2.4);
  }

  #paint() {
    const context = this.#points.getContext("2d");
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    context.clearRect(0, 0, this.#width, this.#height);
    for (const point of this.#list) {
      this.#dot(context, point);
    }
    if (this.#chosen && this.#chosen.ra !== null) {
      const [x, y] = this.#at(...mollweide(this.#chosen.ra, this.#chosen.dec));
      context.globalAlpha = 1;
      context.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue("--ink");
      context.lineWidth = 1.5;
      context.beginPath();
      context.arc(x, y, 6, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  #nearest(x, y) {
    let least = NEAR ** 2;
    let found = null;
    for (const point of this.#list) {
      const [px, py] = this.#at(point.px, point.py);
      const distance = (px - x) ** 2 + (py - y) ** 2;
      if (point.object && distance < least) {
        least = distance;
        found = point.object;
      }
    }
    return found;
  }
}
