// The stream of class alerts: filters, watchlist, pause, and a table that never grows beyond its newest rows.
import { byId, clock, count, element, setColour, setText } from "./dom.js";
import { classColour, knowClasses } from "./palette.js";

const ROWS = 200;
const KEPT = 5000;
const WATCHLIST = "alertformer.watchlist";
const MOST_WATCHED = 500;
const QUIET_MILLIS = 5000;

function loadWatchlist() {
  try {
    const stored = JSON.parse(localStorage.getItem(WATCHLIST) ?? "[]");
    return new Set(Array.isArray(stored) ? stored.filter((name) => typeof name === "string").slice(0, MOST_WATCHED) : []);
  } catch {
    return new Set();
  }
}

export const objectLink = (name) => "#object=" + encodeURIComponent(name);

export class Alerts {
  #kept = []; // newest last
  #waiting = 0;
  #lost = 0;
  #rows = [];
  #due = false;
  #paused = false;
  #selected = null;
  #watched = loadWatchlist();
  #announced = 0;
  #newest = 0;
  #watchers = [];
  #body = byId("alerts-rows");
  #filter = { class: "", survey: "", probability: 0, object: "", watched: false };

  constructor(open) {
    this.open = open;
    byId("filters").addEventListener("submit", (event) => {
      event.preventDefault();
      const name = byId("filter-object").value.trim();
      if (name) {
        open(name);
      }
    });
    byId("filters").addEventListener("input", () => this.#readFilters());
    byId("pause").addEventListener("click", () => this.#pause(!this.#paused));
    const scroll = byId("alerts-scroll");
    scroll.addEventListener("pointerleave", () => this.#later());
    scroll.addEventListener("focusout", () => this.#later());
    this.#body.addEventListener("click", (event) => {
      const star = event.target.closest(".star");
      const row = event.target.closest("tr");
      if (!row) {
        return;
      }
      const alert = row.alert;
      if (star) {
        this.watch(alert.object, !this.#watched.has(alert.object));
      } else if (!event.target.closest("a")) {
        location.hash = objectLink(alert.object);
      }
    });
  }

  /** Tells when the watchlist changes. */
  onWatch(listener) {
    this.#watchers.push(listener);
  }

  isWatched(name) {
    return this.#watched.has(name);
  }

  watch(name, wanted) {
    if (wanted) {
      this.#watched.add(name);
    } else {
      this.#watched.delete(name);
    }
    try {
      localStorage.setItem(WATCHLIST, JSON.stringify([...this.#watched].slice(-MOST_WATCHED)));
    } catch {
      // a browser that keeps nothing: the list lives as long as the page
    }
    this.#watchers.forEach((listener) => listener());
    this.#later(true);
  }

  select(name) {
    this.#selected = name;
    this.#later(true);
  }

  reset() {
    this.#kept = [];
    this.#lost = 0;
    this.#waiting = 0;
    this.#later(true);
  }

  /** Takes a batch, oldest first, and how many were lost before it. */
  take(alerts, lost) {
    this.#lost += lost;
    for (const alert of alerts) {
      alert.number = ++this.#newest;
      this.#kept.push(alert);
      this.#offer("filter-class", alert.class);
      this.#offer("filter-survey", alert.survey);
      if (this.#watched.has(alert.object)) {
        this.#announce(alert);
      }
    }
    if (this.#kept.length > 1.2 * KEPT) {
      this.#kept = this.#kept.slice(-KEPT);
    }
    this.#waiting += alerts.length;
    this.#later();
  }

  /** The newest alert of some classes that says enough to begin with. */
  pick(classes) {
    return this.#kept.findLast((alert) =>
      alert.observations >= 12 && alert.probability >= 0.9 && classes.includes(alert.class))?.object ?? null;
  }

  #offered = new Set();

  #offer(id, value) {
    const key = id + " " + value;
    if (!this.#offered.has(key) && this.#offered.size < 200) {
      this.#offered.add(key);
      knowClasses(id === "filter-class" ? [value] : []);
      byId(id).append(element("option", { value }, value));
    }
  }

  #announce(alert) {
    const now = Date.now();
    if (now - this.#announced > QUIET_MILLIS) {
      this.#announced = now;
      setText(byId("announcements"), `${alert.object} on your watchlist: ${alert.class}, ${alert.probability.toFixed(2)}`);
    }
  }

  #readFilters() {
    this.#filter = {
      class: byId("filter-class").value,
      survey: byId("filter-survey").value,
      probability: Number(byId("filter-probability").value),
      object: byId("filter-object").value.trim().toLowerCase(),
      watched: byId("filter-watched").checked,
    };
    setText(byId("probability-shown"), this.#filter.probability.toFixed(2));
    this.#later(true);
  }

  #passes(alert) {
    const filter = this.#filter;
    return (!filter.class || alert.class === filter.class)
      && (!filter.survey || alert.survey === filter.survey)
      && alert.probability >= filter.probability
      && (!filter.object || alert.object.toLowerCase().includes(filter.object))
      && (!filter.watched || this.#watched.has(alert.object));
  }

  #pause(paused) {
    this.#paused = paused;
    byId("pause").setAttribute("aria-pressed", String(paused));
    setText(byId("pause"), paused ? "Resume" : "Pause");
    this.#later(true);
  }

  /** The list stands still under the pointer and the keyboard's focus, or nobody could take hold of a row. */
  #held() {
    const scroll = byId("alerts-scroll");
    return scroll.matches(":hover") || scroll.querySelector("tbody :focus-visible") !== null || scroll.scrollTop > 4;
  }

  #later(must) {
    this.#must = this.#must || must === true;
    if (!this.#due) {
      this.#due = true;
      requestAnimationFrame(() => {
        this.#due = false;
        this.#draw();
      });
    }
  }

  #must = false;
  #shown = 0; // number of the newest alert that the table may show

  #draw() {
    const still = this.#paused || this.#held();
    if (!still) {
      this.#shown = this.#newest;
      this.#waiting = 0;
    }
    if (!still || this.#must) {
      this.#fillRows();
    }
    this.#must = false;
    const notice = [];
    if (this.#waiting > 0 && still) {
      notice.push(`${this.#paused ? "paused" : "held"}, ${count(this.#waiting)} new`);
    }
    if (this.#lost > 0) {
      notice.push(`${count(this.#lost)} left out`);
    }
    setText(byId("alerts-notice"), notice.join("; "));
  }

  #fillRows() {
    const wanted = [];
    for (let i = this.#kept.length - 1; i >= 0 && wanted.length < ROWS; i--) {
      if (this.#kept[i].number <= this.#shown && this.#passes(this.#kept[i])) {
        wanted.push(this.#kept[i]);
      }
    }
    while (this.#rows.length < wanted.length) {
      const row = this.#makeRow();
      this.#rows.push(row);
      this.#body.append(row.tr);
    }
    this.#rows.forEach((row, i) => {
      row.tr.hidden = i >= wanted.length;
      if (i < wanted.length) {
        this.#fillRow(row, wanted[i]);
      }
    });
    const empty = byId("alerts-empty");
    empty.hidden = wanted.length > 0;
    setText(empty, this.#kept.length ? "No alert passes the filters." : "No alert yet.");
  }

  #makeRow() {
    const star = element("button", { type: "button", class: "star" });
    const name = element("bdi");
    const link = element("a", null, name);
    const swatch = element("span", { class: "swatch", "aria-hidden": "true" });
    const label = element("bdi");
    const bar = element("span", { class: "bar", "aria-hidden": "true" });
    const probability = element("span");
    const observations = element("td", { class: "c-obs" });
    const time = element("td", { class: "c-time" });
    const tr = element("tr", null,
      element("td", { class: "c-star" }, star),
      element("th", { scope: "row", class: "c-object" }, link),
      element("td", { class: "c-class" }, swatch, label),
      element("td", { class: "c-prob" }, bar, probability),
      observations, time);
    return { tr, star, link, name, swatch, label, bar, probability, observations, time };
  }

  #fillRow(row, alert) {
    const watched = this.#watched.has(alert.object);
    row.tr.alert = alert;
    const state = (alert.object === this.#selected ? " selected" : "") + (watched ? " watched" : "");
    if (row.tr.className !== state) {
      row.tr.className = state;
    }
    if (row.object !== alert.object || row.watched !== watched) {
      row.object = alert.object;
      row.watched = watched;
      setText(row.name, alert.object);
      row.link.setAttribute("href", objectLink(alert.object));
      row.link.setAttribute("title", alert.object);
      setText(row.star, watched ? "★" : "☆");
      row.star.setAttribute("aria-pressed", String(watched));
      row.star.setAttribute("aria-label", "Watch " + alert.object);
    }
    if (row.class !== alert.class) {
      row.class = alert.class;
      const colour = classColour(alert.class);
      setText(row.label, alert.class);
      setColour(row.swatch, colour);
      setColour(row.bar, colour);
    }
    const probability = alert.probability.toFixed(2);
    if (row.share !== probability) {
      row.share = probability;
      setText(row.probability, probability);
      row.bar.style.setProperty("--share", probability);
    }
    setText(row.observations, String(alert.observations));
    setText(row.time, clock(alert.published));
  }
}
