// The planner page: the form asks, the map and the panel show the answer.

import { Api, Problem } from "./api.js";
import { renderCrossing } from "./crossing.js";
import { byId, el, nameOf } from "./dom.js";
import { Form } from "./form.js";
import { number, duration } from "./format.js";
import { addBase, addPanes, VIEW } from "./map/base.js";
import { addPoints, NetworkLayer } from "./map/layers.js";
import { openMenu } from "./map/menu.js";
import { drawAttempted, drawPlan } from "./map/plan.js";
import { legend } from "./legend.js";
import { renderNoPlan, renderPlan } from "./result.js";
import { Sheet } from "./sheet.js";
import { setWords, t } from "./strings.js";
import { setUpPrinting } from "./printing.js";
import { setUpTheme } from "./theme.js";

const config = JSON.parse(byId("config").textContent);
setWords(JSON.parse(byId("strings").textContent));
const map = window.map_planner;
const api = new Api(config.api);
const crossings = new Map();
const layers = {};
const NARROW_PX = 700;
const LEAST_ZOOM = map.getMinZoom();
let shown = null; // { document, card, drawing, query }
let asking = null;

const panel = { result: byId("result"), details: byId("details"), live: byId("live") };
const form = new Form({ api, config, onChange: noticeChange, onSubmit: () => plan({ push: true, focus: true }) });
const sheet = new Sheet(map);

function say(text) {
  panel.live.textContent = text;
}

// ---- planning

function addressOf(query) {
  const full = new URLSearchParams(query);
  full.set("v", String(config.version));
  full.set("data", config.data);
  return `?${full}`;
}

function requestFrom(address) {
  const query = new URLSearchParams(address);
  const data = query.get("data");
  query.delete("v");
  query.delete("data");
  return { query, data };
}

async function plan({ push = false, focus = false } = {}) {
  if (!form.complete()) return;
  const query = form.query();
  if (push) history.pushState(null, "", addressOf(query) + location.hash);
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  const waiting = startWaiting();
  try {
    const answer = await api.route(query, mine.signal);
    if (asking === mine) showAnswer(answer, query, focus);
  } catch (error) {
    if (error.name === "AbortError") return;
    showTrouble(error);
  } finally {
    waiting();
  }
}

function startWaiting() {
  panel.result.classList.add("is-previous");
  byId("welcome").hidden = true;
  sheet.answered();
  const begun = performance.now();
  const bar = el("p", { class: "progress" });
  const skeleton = el("div", { class: "card skeleton", "aria-hidden": "true" }, el("span"), el("span"), el("span"));
  const timer = setTimeout(() => {
    bar.replaceChildren(el("progress", { "aria-label": t("state.planning") }), el("span", { class: "elapsed", text: t("state.planning") }),
      el("button", { type: "button", text: t("button.cancel"), onclick: () => asking?.abort() }));
    byId("welcome").before(bar);
    if (!shown) bar.after(skeleton);
  }, 300);
  const clock = setInterval(() => {
    const elapsed = (performance.now() - begun) / 1000;
    if (elapsed > 1) bar.querySelector(".elapsed")?.replaceChildren(t("state.planning_for", { seconds: number(elapsed) }));
  }, 500);
  return () => {
    clearTimeout(timer);
    clearInterval(clock);
    bar.remove();
    skeleton.remove();
    if (!shown) byId("welcome").hidden = false;
    panel.result.classList.remove("is-previous");
  };
}

function showAnswer(document, query, focus) {
  clearPlan();
  byId("welcome").hidden = true;
  panel.result.hidden = false;
  sheet.answered();
  const found = document.plans[0];
  if (document.status === "no_plan" || !found) {
    panel.result.replaceChildren(renderNoPlan(document, {
      onRemedy: (change) => { form.apply(change); plan({ push: true, focus: true }); }, onCrossing: openCrossing,
    }));
    say(document.reason?.text ?? t("no_plan.title"));
    shown = { document, query: String(query), card: null, drawing: null };
    drawAttempt(document);
  } else {
    const drawing = drawPlan(map, found, { crossings, onStep: (i) => { select(i, false); sheet.reveal(); }, onHover: highlight });
    const card = renderPlan(document, found, { onHover: highlight, onStep: (i) => select(i, true), onCrossing: openCrossing });
    panel.result.replaceChildren(toolbar(query), card.node);
    shown = { document, query: String(query), card, drawing };
    layers.refresh?.();
    fit(drawing.bounds);
    const { time_s, cost_usd } = found.totals;
    say(t("live.plan", { time: duration(time_s), cost: number(cost_usd) }));
  }
  noticeChange();
  if (focus) byId("result-heading").focus({ preventScroll: false });
  window.document.title = `${titleOf(document)} \u2013 ${t("app.name")}`;
}

function titleOf(document) {
  const legs = document.plans[0]?.legs;
  return legs?.length ? `${legs[0].from.name} \u2192 ${legs.at(-1).to.name}` : t("no_plan.title");
}

function clearPlan() {
  shown?.drawing?.remove();
  shown?.attempt?.remove();
  shown = null;
}

// Where there is no plan, the ends still stand on the map, and every post that refuses.
function drawAttempt(document) {
  const ends = (document.request.understood ?? []).filter((p) => Number.isFinite(p.lon));
  if (ends.length < 2) return;
  const refusing = [...new Set(document.blocked.map((item) => item.values.crossing_id))].map((id) => crossings.get(id)).filter(Boolean);
  shown.attempt = drawAttempted(map, ends, refusing, { onOpen: openCrossing });
  layers.refresh?.();
  fit(shown.attempt.bounds);
}

function fit(bounds) {
  if (!bounds?.isValid()) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const small = matchMedia("(max-width: 767px)").matches;
  map.fitBounds(bounds, {
    paddingTopLeft: small ? [80, 30] : [110, 60], paddingBottomRight: small ? [109, 60] : [150, 60], maxZoom: 9, animate: !still,
  });
}

function toolbar(query) {
  const link = (extension) => el("a", { class: "button", href: api.fileUrl(extension, query), download: true, text: extension.toUpperCase() });
  return el("div", { class: "toolbar" },
    el("button", { type: "button", id: "copy-link", text: t("button.copy_link"), onclick: copyLink }),
    el("button", { type: "button", text: t("button.print"), onclick: () => window.print() }),
    el("details", { class: "menu", id: "downloads" }, el("summary", { class: "button", text: t("button.download") }),
      el("div", { class: "menu-list" }, ...["geojson", "gpx", "csv", "html", "json"].map(link))));
}

async function copyLink(event) {
  const button = event.currentTarget;
  const address = location.origin + location.pathname + addressOf(new URLSearchParams(shown.query)) + location.hash;
  try {
    await navigator.clipboard.writeText(address);
    button.textContent = t("button.copied");
  } catch {
    button.after(el("input", { class: "link-text", value: address, readonly: true, "aria-label": t("button.copy_link") }));
  }
  setTimeout(() => { button.textContent = t("button.copy_link"); }, 3000);
}

function noticeChange() {
  const stale = shown !== null && String(form.query()) !== shown.query;
  panel.result.classList.toggle("is-stale", stale);
  let note = byId("stale");
  if (stale && !note) {
    note = el("p", { id: "stale", class: "banner" }, t("state.stale"), " ",
      el("button", { type: "button", text: t("button.update"), onclick: () => plan({ push: true, focus: true }) }));
    panel.result.before(note);
  } else if (!stale) note?.remove();
}

function showTrouble(error) {
  const details = error instanceof Problem ? error.details : { title: t("error.unreachable"), remedy: t("error.server_gone") };
  if (details.status === 422 && form.showProblem(details)) {
    say(details.detail ?? details.title);
    sheet.full();
    return;
  }
  const text = [details.title, details.detail ?? details.rule, details.remedy].filter(Boolean).map((part) => part.replace(/\.$/, "")).join(". ");
  byId("trouble")?.remove();
  const box = el("div", { id: "trouble", class: "card trouble", role: "alert" },
    el("h2", { text: details.id ? t("error.with_id", { id: details.id }) : t("error.title") }),
    el("p", {}, nameOf(text)), el("p", { text: t("error.kept") }),
    el("div", { class: "buttons" },
      el("button", { type: "button", text: t("button.retry"), onclick: () => { box.remove(); plan({}); } }),
      el("button", { type: "button", text: t("button.dismiss"), onclick: () => box.remove() })));
  panel.result.before(box);
}

// ---- one thing highlighted everywhere

function highlight(index) {
  shown?.drawing?.highlight(index);
  shown?.card?.highlight(index);
}

function select(index, fromCard) {
  highlight(index);
  const leg = shown.document.plans[0].legs[index];
  if (fromCard) {
    const points = leg.geometry.length > 1 ? leg.geometry : [[leg.from.lon, leg.from.lat], [leg.to.lon, leg.to.lat]];
    fit(L.latLngBounds(points.map(([lon, lat]) => [lat, lon])));
  } else {
    shown.card.reveal(index);
  }
}

// ---- crossings

async function openCrossing(id) {
  const crossing = await api.get(`crossings/${encodeURIComponent(id)}`).catch((error) => { showTrouble(error); return null; });
  if (!crossing) return;
  const close = () => { panel.details.replaceChildren(); panel.details.hidden = true; };
  const then = (act) => (...values) => { act(...values); close(); form.changed(); };
  panel.details.replaceChildren(renderCrossing(crossing, {
    onClose: close,
    onFrom: then((place, name) => form.from.set(place, name)),
    onTo: then((place, name) => form.to.set(place, name)),
    onVia: then((place, name) => form.addStop(place, name)),
    onAvoid: then((place) => form.addAvoided(place)),
  }));
  panel.details.hidden = false;
  sheet.reveal();
  panel.details.scrollIntoView({ block: "start" });
  byId("crossing-heading").focus({ preventScroll: true });
}

// ---- map

function pointText(at) {
  return `${at.lng.toFixed(4)},${at.lat.toFixed(4)}`;
}

function placeMenu(at) {
  const text = pointText(at);
  openMenu(map, at, [
    [t("map.from_here"), () => { form.from.set("", text); form.changed(); }],
    [t("map.to_here"), () => { form.to.set("", text); form.changed(); }],
    [t("map.via_here"), () => { form.addStop(text, text); form.changed(); }],
    [t("map.nearest_crossing"), () => { const id = nearestCrossing(at); if (id) openCrossing(id); }],
  ], text);
}

function nearestCrossing(at) {
  let best = null;
  for (const [id, { lat, lon }] of crossings) {
    const far = map.distance(at, [lat, lon]);
    if (!best || far < best.far) best = { id, far };
  }
  return best?.id ?? null;
}

function boxesOfPlan() {
  return (shown?.drawing ?? shown?.attempt)?.boxes() ?? [];
}

function setUpMap() {
  addPanes(map);
  if (map.getContainer().clientWidth < NARROW_PX) map.setMinZoom(LEAST_ZOOM - 1);
  L.control.attribution({ prefix: false, position: "bottomleft" }).addTo(map).addAttribution(t("map.attribution"));
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  map.on("contextmenu", (event) => placeMenu(event.latlng));
  const container = map.getContainer();
  container.setAttribute("role", "region");
  container.setAttribute("aria-label", t("map.label"));
  container.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === container) placeMenu(map.getCenter());
  });
  map.on("moveend", () => {
    const { lat, lng } = map.getCenter();
    history.replaceState(history.state, "", `${location.pathname}${location.search}#map=${map.getZoom()}/${lat.toFixed(4)}/${lng.toFixed(4)}`);
  });
  new ResizeObserver(() => {
    map.setMinZoom(container.clientWidth < NARROW_PX ? LEAST_ZOOM - 1 : LEAST_ZOOM); // the borders of the base map end
    map.invalidateSize({ animate: false });
  }).observe(container);
}

function viewFromHash() {
  const [, zoom, lat, lng] = /^#map=([\d.]+)\/(-?[\d.]+)\/(-?[\d.]+)$/.exec(location.hash) ?? [];
  if (zoom === undefined || Math.abs(+lat) > 90 || Math.abs(+lng) > 180) return false;
  map.setView([+lat, +lng], +zoom, { animate: false });
  return true;
}

async function loadMap() {
  const fetchJson = (url) => fetch(url).then((answer) => answer.json());
  const base = addBase(map, await fetchJson(`${config.static}/map/base.json`));
  const network = new NetworkLayer(map, (box, zoom) => api.network(box, zoom));
  const [posts, towns] = await Promise.all([api.get("crossings"), api.get("labels")]);
  for (const { geometry, properties } of posts.features) {
    crossings.set(properties.id, { ...properties, lon: geometry.coordinates[0], lat: geometry.coordinates[1] });
  }
  const points = addPoints(map, { labels: towns, crossings: posts, onOpen: openCrossing, taken: boxesOfPlan });
  layers.paint = () => { base.paint(); network.paint(); shown?.drawing?.paint(); };
  layers.refresh = () => points.update();
  legend(byId("legend-items"), { onNetwork: (visible) => network.show(visible) });
  container().dataset.ready = "1";
}

function container() {
  return map.getContainer();
}

// ---- start

function showExamples() {
  byId("examples").replaceChildren(...config.examples.map(({ key, query }) => el("li", {}, el("button", {
    type: "button", class: "example", text: t(key),
    onclick: async () => { await form.fill(new URLSearchParams(query)); await plan({ push: true, focus: true }); },
  }))));
}

async function readAddress({ keepView = false } = {}) {
  const { query, data } = requestFrom(location.search);
  await form.fill(query);
  if (data && data !== config.data) {
    byId("old-link")?.remove();
    panel.result.before(el("p", { id: "old-link", class: "banner", text: t("state.other_data", { link: data, now: config.data }) }));
  }
  if (query.get("from") && (query.get("to") || query.get("return"))) {
    await plan({});
    if (keepView) viewFromHash();
  } else {
    clearPlan();
    panel.result.replaceChildren();
    panel.result.hidden = true;
    byId("welcome").hidden = false;
  }
}

function offlineBanner() {
  const update = () => { byId("offline").hidden = navigator.onLine; };
  window.addEventListener("online", update);
  window.addEventListener("offline", update);
  update();
}

setUpMap();
setUpPrinting(map, () => fit((shown?.drawing ?? shown?.attempt)?.bounds));
setUpTheme(() => layers.paint?.());
showExamples();
offlineBanner();
const hashed = viewFromHash();
if (!hashed) map.setView([VIEW.lat, VIEW.lng], VIEW.zoom, { animate: false });
window.addEventListener("popstate", () => readAddress({ keepView: true }));
document.documentElement.dataset.usable = "1";
const mapLoaded = loadMap().catch((error) => showTrouble(error));
await readAddress({ keepView: hashed });
await mapLoaded;
layers.refresh?.();
