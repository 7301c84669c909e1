// Puts the page together: the feed, the table of alerts, the object, the sky, and the figures.
import { Alerts, objectLink } from "./alerts.js";
import { byId, setText } from "./dom.js";
import { showStatus } from "./gauges.js";
import { ObjectView } from "./object.js";
import { isDark, knowClasses, knownClasses } from "./palette.js";
import { Sky } from "./sky.js";

const THEME = "alertformer.theme";
const HASH = "#object=";

const sky = new Sky((name) => {
  location.hash = objectLink(name);
});
const alerts = new Alerts((name) => {
  location.hash = objectLink(name);
});
const view = new ObjectView(alerts, sky);

function chosenObject() {
  if (!location.hash.startsWith(HASH)) {
    return null;
  }
  try {
    return decodeURIComponent(location.hash.slice(HASH.length)) || null;
  } catch {
    return null;
  }
}

/* light and dark */

function setTheme(theme) {
  if (theme) {
    document.documentElement.dataset.theme = theme;
  } else {
    delete document.documentElement.dataset.theme;
  }
  sky.redraw();
  view.redraw();
}

byId("theme").addEventListener("click", () => {
  const theme = isDark() ? "light" : "dark";
  try {
    localStorage.setItem(THEME, theme);
  } catch {
    // then the choice lasts as long as the page
  }
  setTheme(theme);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  sky.redraw();
  view.redraw();
});
try {
  const stored = localStorage.getItem(THEME);
  if (stored === "light" || stored === "dark") {
    setTheme(stored);
  }
} catch {
  // the system's own choice
}

/* the feed */

function connection(state, text) {
  const node = byId("connection");
  node.dataset.state = state;
  setText(node, text);
}

const source = new EventSource("events");

source.addEventListener("hello", (event) => {
  const hello = JSON.parse(event.data);
  setText(byId("model"), `model ${hello.model.name} ${hello.model.version}, ${hello.model.digest.slice(0, 12)}`);
  knowClasses(hello.classes);
  flareClasses = hello.flareClasses;
  if (!hello.resumed) {
    alerts.reset();
    sky.reset();
    sky.add(hello.sky.map(([ra, dec, number]) => ({ ra, dec, class: hello.classes[number], object: null })));
  }
  connection("live", "live");
});

let flareClasses = [];
let batches = 0;
const BATCHES_FOR_A_FLARE = 20;

/** Shows something to begin with: a flare if one comes soon, else any object with a telling light curve. */
function pick() {
  batches++;
  const name = alerts.pick(flareClasses) ?? (batches > BATCHES_FOR_A_FLARE ? alerts.pick(knownClasses()) : null);
  if (name !== null) {
    view.open(name);
  }
}

source.addEventListener("alerts", (event) => {
  const batch = JSON.parse(event.data);
  alerts.take(batch.alerts, batch.lost);
  sky.add(batch.alerts);
  if (view.name === null) {
    pick();
  }
  if (batch.alerts.some((alert) => alert.object === view.name)) {
    view.refresh();
  }
});

const STATES = {
  RUNNING: ["live", "live"],
  REBALANCING: ["waiting", "rebalancing"],
  STARTING: ["waiting", "starting"],
};

source.addEventListener("status", (event) => {
  const status = JSON.parse(event.data);
  showStatus(status);
  connection(...(STATES[status.state] ?? ["lost", "stream " + status.state.toLowerCase().replaceAll("_", " ")]));
});

source.addEventListener("error", () => connection("lost", source.readyState === EventSource.CLOSED ? "not connected" : "reconnecting"));

/* the address */

function follow() {
  const name = chosenObject();
  if (name !== null) {
    view.open(name);
  }
}

addEventListener("hashchange", follow);
follow();
