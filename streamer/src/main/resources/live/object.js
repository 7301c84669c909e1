// One object: its light curve, what the model made of it, and where else it can be looked at.
import { byId, element, setColour, setText, short, utcOfMjd } from "./dom.js";
import { timeDomain } from "./axes.js";
import { drawEvolution } from "./evolution.js";
import { drawLegend, drawLightCurve } from "./lightcurve.js";
import { links } from "./links.js";
import { classColour } from "./palette.js";

const REFRESH_MILLIS = 2000;
const CHART_SHARE = 0.36;
const MICRO = 1000;

function sexagesimal(degrees, perUnit, decimals, sign) {
  const value = Math.abs(degrees) / perUnit;
  const total = Math.round(value * 3600 * 10 ** decimals) / 10 ** decimals;
  const units = Math.floor(total / 3600);
  const minutes = Math.floor((total - units * 3600) / 60);
  const seconds = (total - units * 3600 - minutes * 60).toFixed(decimals);
  const pad = (n) => String(n).padStart(2, "0");
  const lead = sign ? (degrees < 0 ? "−" : "+") : "";
  return `${lead}${pad(units)}:${pad(minutes)}:${seconds.padStart(decimals + 3, "0")}`;
}

/** Galactic longitude and latitude [degrees] of a place in ICRS. */
export function galactic(ra, dec) {
  const rad = Math.PI / 180;
  const [a, d, pole, lon] = [(ra - 192.85948) * rad, dec * rad, 27.12825 * rad, 122.93192];
  const b = Math.asin(Math.sin(pole) * Math.sin(d) + Math.cos(pole) * Math.cos(d) * Math.cos(a));
  const y = Math.cos(d) * Math.sin(a);
  const x = Math.cos(pole) * Math.sin(d) - Math.sin(pole) * Math.cos(d) * Math.cos(a);
  return [(lon - Math.atan2(y, x) / rad + 360) % 360, b / rad];
}

export class ObjectView {
  #name = null;
  #object = null;
  #alerts;
  #sky;
  #days = null;
  #scale = "flux";
  #fetched = 0;
  #timer = null;
  #card = null;

  constructor(alerts, sky) {
    this.#alerts = alerts;
    this.#sky = sky;
    const body = byId("object-body");
    body.addEventListener("click", (event) => {
      const button = event.target.closest(".group button");
      if (!button) {
        return;
      }
      for (const other of button.parentElement.children) {
        other.setAttribute("aria-pressed", String(other === button));
      }
      if ("days" in button.dataset) {
        this.#days = Number(button.dataset.days) || null;
      } else {
        this.#scale = button.dataset.scale;
      }
      this.redraw();
    });
    new ResizeObserver(() => this.redraw()).observe(byId("lightcurve"));
    addEventListener("resize", () => this.redraw());
    byId("card").addEventListener("toggle", () => this.#showCard());
    byId("object-watch").addEventListener("click", () => alerts.watch(this.#name, !alerts.isWatched(this.#name)));
    alerts.onWatch(() => this.#showStar());
  }

  get name() {
    return this.#name;
  }

  /** Shows an object, or nothing. */
  open(name) {
    if (name === this.#name) {
      return;
    }
    this.#name = name;
    this.#object = null;
    clearTimeout(this.#timer);
    byId("object-body").hidden = true;
    setText(byId("object-title"), name ?? "No object chosen");
    setText(byId("object-class"), "");
    setText(byId("object-place"), "");
    byId("object-links").replaceChildren();
    this.#showStar();
    this.#alerts.select(name);
    if (name !== null) {
      this.#notice("Looking for its light curve…");
      this.#fetch();
    }
  }

  /** A new alert of the object: what is shown has aged. */
  refresh() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fetch(), Math.max(0, this.#fetched + REFRESH_MILLIS - Date.now()));
  }

  async #fetch() {
    const name = this.#name;
    this.#fetched = Date.now();
    try {
      const answer = await fetch("api/object?name=" + encodeURIComponent(name));
      const object = await answer.json();
      if (name !== this.#name) {
        return;
      }
      if (!answer.ok) {
        this.#notice(answer.status === 404 ? "No alert of this object has been seen." : `Not to be had now: ${object.error}.`);
        if (answer.status === 503) {
          this.refresh();
        }
        return;
      }
      this.#show(object);
    } catch (failure) {
      if (name === this.#name) {
        this.#notice("The page's server does not answer.");
      }
    }
  }

  #notice(text) {
    byId("object-notice").hidden = text === "";
    setText(byId("object-notice"), text);
  }

  #showStar() {
    const star = byId("object-watch");
    const watched = this.#name !== null && this.#alerts.isWatched(this.#name);
    star.hidden = this.#name === null;
    setText(star, watched ? "★" : "☆");
    star.setAttribute("aria-pressed", String(watched));
    star.setAttribute("aria-label", "Watch this object");
  }

  #show(object) {
    this.#object = object;
    this.#notice("");
    const last = object.evolution[object.evolution.length - 1];
    const badge = byId("object-class");
    if (last) {
      const most = Math.max(...last.probabilities);
      const best = object.classes[last.probabilities.indexOf(most)];
      const swatch = element("span", { class: "swatch" });
      setColour(swatch, classColour(best));
      badge.replaceChildren(swatch, element("bdi", null, best), ` ${most.toFixed(2)}`);
    }
    this.#showPlace(object);
    byId("object-links").replaceChildren(...links(object));
    byId("object-body").hidden = false;
    this.#showFlare(object);
    this.#showPoints(object);
    byId("raw").lastElementChild.replaceChildren(this.#rawRecords(object));
    this.#sky.choose(object);
    this.redraw();
  }

  #showPlace(object) {
    const measured = object.observations.filter((o) => o.kind !== "LIMIT");
    const parts = [];
    if (object.survey) {
      parts.push(element("bdi", null, object.survey));
    }
    if (object.ra !== null) {
      const [l, b] = galactic(object.ra, object.dec);
      parts.push(`${sexagesimal(object.ra, 15, 2, false)} ${sexagesimal(object.dec, 1, 1, true)}`,
        `l ${l.toFixed(2)}° b ${b.toFixed(2).replace("-", "−")}°`);
    }
    if (measured.length) {
      const span = measured[measured.length - 1].mjd - measured[0].mjd;
      parts.push(`${measured.length} measurements in ${short(span)} d`, `last ${utcOfMjd(measured[measured.length - 1].mjd)} UTC`);
    }
    byId("object-place").replaceChildren(...parts.map((part) => element("span", null, part)));
  }

  #showFlare(object) {
    const list = byId("flare-facts");
    if (!object.flare) {
      list.replaceChildren();
      return;
    }
    const { amplitude, onsetMjd, decayDays, probability, reducedChiSquare, converged } = object.flare;
    const fact = (name, { value, lower68, upper68 }, unit, factor, show) => element("div", null,
      element("dt", null, name),
      element("dd", null, show(value / factor),
        element("span", { class: "pm" },
          element("span", null, `+${show((upper68 - value) / factor)}`),
          element("span", null, `−${show((value - lower68) / factor)}`)),
        element("small", null, ` ${unit}`)));
    const plain = (name, value, unit = "") => element("div", null,
      element("dt", null, name), element("dd", null, value, element("small", null, unit)));
    list.replaceChildren(
      plain("flare probability", probability.toFixed(2)),
      fact("amplitude", amplitude, "µJy", MICRO, short),
      fact("onset", onsetMjd, "MJD", 1, (v) => v > 1000 ? v.toFixed(2) : short(v)),
      fact("decay time", decayDays, "d", 1, short),
      plain("χ²/d.o.f.", Number.isFinite(reducedChiSquare) ? short(reducedChiSquare) : "–",
        converged ? "" : " (network's own estimate)"));
  }

  #showPoints(object) {
    const rows = [...object.observations].reverse().map((o) => element("tr", null,
      element("th", { scope: "row" }, o.mjd.toFixed(5)),
      element("td", null, o.band),
      element("td", null, o.kind.toLowerCase()),
      element("td", null, o.kind === "LIMIT" ? "–" : short(o.flux / MICRO)),
      element("td", null, short(o.fluxErr / MICRO)),
      element("td", null, o.attention === null ? "–" : (100 * o.attention).toFixed(1)),
      element("td", { class: "mono" }, o.id)));
    const head = ["MJD (TAI)", "band", "kind", "flux [µJy]", "error [µJy]", "attention [%]", "id"]
      .map((text) => element("th", { scope: "col" }, text));
    byId("points").lastElementChild.replaceChildren(element("table", null,
      element("caption", { class: "hidden" }, "Observations, newest first"),
      element("thead", null, element("tr", null, ...head)),
      element("tbody", null, ...rows)));
  }

  #rawRecords(object) {
    const { classAlert, flareAlert } = object.published;
    if (!classAlert && !flareAlert) {
      return element("p", { class: "muted" }, "Its alerts were published before this page began to read.");
    }
    const box = element("div");
    for (const record of [classAlert, flareAlert]) {
      if (record) {
        box.append(element("pre", { dir: "ltr" }, JSON.stringify(record, null, 2)));
      }
    }
    return box;
  }

  async #showCard() {
    if (!byId("card").open || this.#card !== null) {
      return;
    }
    const answer = await fetch("api/model");
    const card = await answer.json();
    this.#card = card;
    const fact = (name, value) => [element("dt", null, name), element("dd", null, value)];
    byId("card").lastElementChild.replaceChildren(
      element("dl", { class: "card" },
        ...fact("name", `${card.name} ${card.version}`),
        ...fact("made", card.created),
        ...fact("tasks", card.tasks.join(", ")),
        ...fact("classes", card.classes.join(", ")),
        ...fact("flare classes", card.flareClasses.join(", ") || "none"),
        ...fact("bands", card.bands.join(" ")),
        ...fact("light curves", `from ${card.minimumLength} observations on, the newest ${card.maximumLength}`),
        ...fact("time encoding", card.timeEncoding.kind),
        ...fact("inputs", card.features.map((f) => f.name).join(", ")),
        ...fact("calibration", `temperature ${short(card.temperature)}`),
        ...fact("trained on", card.trainingData),
        ...Object.entries(card.metrics ?? {}).flatMap(([name, value]) => fact(name, String(value)))),
      element("details", null, element("summary", null, "the whole card"),
        element("div", null, element("pre", null, JSON.stringify(card, null, 2)))));
  }

  redraw() {
    const object = this.#object;
    const chart = byId("lightcurve");
    const width = Math.round(chart.clientWidth);
    if (!object || !object.observations.length || !width) {
      return;
    }
    drawLegend(byId("lightcurve-legend"), object.observations, object.flare);
    const domain = timeDomain(object.observations.map((o) => o.mjd), this.#days);
    const tall = Math.min(420, Math.max(220, Math.round(innerHeight * CHART_SHARE)));
    drawLightCurve(chart, object, { scale: this.#scale, domain, width, height: tall });
    if (object.evolution.length) {
      drawEvolution(byId("evolution"), object, { domain, width, height: Math.round(tall * 0.6) });
    }
  }
}
