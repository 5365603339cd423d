// A plan on the map: line pattern by mode, symbols for crossings, transfers and ends.

import { el, nameOf } from "../dom.js";
import { duration } from "../format.js";
import { t } from "../strings.js";
import { addPanes, colour } from "./base.js";
import { icon, stateOf } from "./symbols.js";
import { ThinnedLayer } from "./thinning.js";

export const MOVING = new Set(["road", "rail", "ferry", "air"]);
const WIDTH = 4;
const LABELLED_WAIT_S = 3600;

// Strokes from bottom to top. Every mode stands on a casing in the colour of the land.
function strokes(mode, main, land) {
  const casing = { color: land, weight: WIDTH + 4, opacity: 0.95, lineCap: "round" };
  if (mode === "rail") {
    return [casing, { color: main, weight: WIDTH + 1, lineCap: "butt" }, { color: land, weight: WIDTH - 2, dashArray: "8 8", lineCap: "butt" }];
  }
  if (mode === "ferry") return [{ ...casing, weight: WIDTH + 3, opacity: 0.6 }, { color: main, weight: WIDTH, dashArray: "1 9", lineCap: "round" }];
  if (mode === "air") return [{ color: main, weight: WIDTH - 2, dashArray: "10 8", lineCap: "butt" }];
  return [casing, { color: main, weight: WIDTH, lineCap: "round" }];
}

export function drawPlan(map, plan, { crossings = new Map(), onStep = () => {}, onHover = () => {} } = {}) {
  addPanes(map);
  const group = L.layerGroup().addTo(map);
  const renderer = L.canvas({ pane: "plan", padding: 0.3, tolerance: 8 });
  const drawn = new Map();
  const main = () => colour("alternative-a");
  const land = () => colour("land");

  plan.legs.forEach((leg, index) => {
    if (!MOVING.has(leg.kind) || leg.geometry.length < 2) return;
    const points = leg.geometry.map(([lon, lat]) => [lat, lon]);
    const lines = strokes(leg.kind, main(), land()).map((style) =>
      L.polyline(points, { ...style, pane: "plan", renderer, smoothFactor: 0.7 }).addTo(group));
    const top = lines.at(-1);
    top.bindTooltip(() => legTip(leg), { sticky: true });
    top.on("click", (event) => { L.DomEvent.stop(event); onStep(index); });
    top.on("mouseover", () => onHover(index));
    top.on("mouseout", () => onHover(null));
    drawn.set(index, lines);
  });
  const spots = symbolsOf(plan, crossings);
  const markers = spots.map((spot) => mark(spot, group, onStep, onHover));

  function restyle(index, wide) {
    const leg = plan.legs[index];
    const styles = strokes(leg.kind, main(), land());
    drawn.get(index).forEach((line, i) => {
      line.setStyle({ ...styles[i], weight: styles[i].weight + (wide ? 3 : 0) });
      if (wide) line.bringToFront();
    });
  }

  return {
    bounds: boundsOf(plan),
    highlight(index) {
      for (const i of drawn.keys()) restyle(i, i === index);
      for (const { indices, element } of markers) {
        element()?.classList.toggle("is-active", index !== null && indices.includes(index));
      }
    },
    paint() { for (const i of drawn.keys()) restyle(i, false); },
    boxes: () => spots.flatMap((spot) => boxesOf(map, spot)),
    remove() { group.remove(); },
  };
}

// The ends of a request that has no plan, with the crossings that refuse it.
export function drawAttempted(map, ends, refusing, { onOpen = () => {} } = {}) {
  addPanes(map);
  const group = L.layerGroup().addTo(map);
  const eastward = ends.at(-1).lon >= ends[0].lon;
  const spots = [
    { kind: "start", place: ends[0], side: eastward ? "left" : "right", act: () => {} },
    { kind: "end", place: ends.at(-1), side: eastward ? "right" : "left", act: () => {} },
    ...refusing.map((post) => ({ kind: "closed", place: post, crossing: true, act: () => onOpen(post.id) })),
  ].map((spot) => ({ ...spot, lon: spot.place.lon, lat: spot.place.lat, wait_s: 0, indices: [] }));
  for (const spot of spots) mark(spot, group, spot.act, () => {});
  return {
    bounds: L.latLngBounds(ends.map((place) => [place.lat, place.lon])),
    boxes: () => spots.flatMap((spot) => boxesOf(map, spot)),
    remove() { group.remove(); },
  };
}

// What stands on the map besides lines; several steps at one spot share a symbol.
export function symbolsOf(plan, crossings) {
  const spots = [];
  const add = (kind, place, index, extra = {}) => {
    const near = spots.find((s) => s.kind === kind && Math.abs(s.lon - place.lon) + Math.abs(s.lat - place.lat) < 1e-6);
    if (near) near.indices.push(index);
    else spots.push({ kind, lon: place.lon, lat: place.lat, place, indices: [index], wait_s: 0, ...extra });
  };
  plan.legs.forEach((leg, index) => {
    if (leg.kind === "crossing") {
      const state = stateOf(crossings.get(leg.crossing_id)?.status ?? "open");
      const wait = plan.legs.slice(Math.max(0, index - 2), index + 1)
        .filter((l) => l.kind === "crossing" || (l.kind === "queue" && l.crossing_id === leg.crossing_id))
        .reduce((sum, l) => sum + l.time_s, 0);
      const port = plan.legs.slice(Math.max(0, index - 2), index + 3).some((l) => l.kind === "ferry");
      add(port ? "port" : state, leg.to, index, { wait_s: wait, crossing: !port });
    } else if (leg.kind === "transfer") {
      const ferry = plan.legs[index + 1]?.kind === "ferry" || plan.legs[index - 1]?.kind === "ferry";
      add(ferry ? "port" : "transfer", leg.from, index);
    } else if (leg.kind === "ferry") {
      for (const place of [leg.from, leg.to]) {
        const already = spots.some((s) => s.kind === "port" && Math.abs(s.lon - place.lon) + Math.abs(s.lat - place.lat) < 0.05);
        if (!already) add("port", place, index);
      }
    } else if (leg.kind === "rest" || leg.kind === "night") {
      add("rest", leg.from, index);
    }
  });
  if (plan.legs.length) {
    const [first, last] = [plan.legs[0].from, plan.legs.at(-1).to];
    const eastward = last.lon >= first.lon;
    add("start", first, 0, { side: eastward ? "left" : "right" });
    add("end", last, plan.legs.length - 1, { side: eastward ? "right" : "left" });
  }
  return spots;
}

// Write the names of the places between the ends, where there is room.
export function namePlaces(map, plan, taken) {
  const places = plan.legs.filter((leg) => MOVING.has(leg.kind)).flatMap((leg) => [leg.from, leg.to]).slice(1, -1).filter((place) => place.id);
  const items = places.map((place) => ({
    lat: place.lat, lon: place.lon, minZoom: 0, box: [place.name.length * 7 + 12, 18], shift: [0, 24],
    make: () => L.marker([place.lat, place.lon], {
      icon: L.divIcon({ className: "label-box", iconSize: [0, 0], html: el("div", { class: "map-label is-beside" }, nameOf(place.name)) }),
      interactive: false, keyboard: false, pane: "symbols", zIndexOffset: -1000,
    }),
  }));
  return new ThinnedLayer(map, items, { taken });
}

function mark(spot, group, onStep, onHover) {
  const size = spot.kind === "rest" ? 18 : 26;
  const label = spot.wait_s >= LABELLED_WAIT_S ? duration(spot.wait_s) : null;
  const named = spot.kind === "start" || spot.kind === "end";
  const marker = L.marker([spot.lat, spot.lon], {
    icon: icon(spot.kind, { label, size, className: named ? "is-end" : "on-plan" }), pane: "symbols",
    zIndexOffset: named ? 1000 : spot.kind === "rest" ? 0 : 500,
    keyboard: spot.kind !== "rest", alt: `${t(`symbol.${spot.kind}`)}: ${spot.place.name}`,
  }).addTo(group);
  if (named) nameEnd(marker, spot);
  else marker.bindTooltip(() => placeTip(spot));
  const element = () => marker.getElement();
  element()?.setAttribute("aria-label", marker.options.alt);
  marker.on("click", () => onStep(spot.indices[0]));
  marker.on("keydown", (event) => { if (event.originalEvent.key === "Enter") onStep(spot.indices[0]); });
  marker.on("mouseover", () => onHover(spot.indices[0]));
  marker.on("mouseout", () => onHover(null));
  return { indices: spot.indices, element };
}

// The name of an end stands on the side that the route does not take.
function nameEnd(marker, spot) {
  const label = el("span", { class: `end-label is-${spot.side}` }, nameOf(spot.place.name));
  marker.getElement()?.querySelector(".marker").append(label);
}

function legTip(leg) {
  return el("div", { class: "tip" },
    el("strong", { text: t(`kind.${leg.kind}`) }), " ",
    nameOf(leg.from.name), " \u2192 ", nameOf(leg.to.name), el("br"), duration(leg.time_s));
}

function placeTip(spot) {
  return el("div", { class: "tip" },
    el("strong", { text: t(spot.crossing ? `symbol.crossing.${spot.kind}` : `symbol.${spot.kind}`) }), " ",
    nameOf(spot.place.name), spot.wait_s ? ` \u00b7 ${duration(spot.wait_s)}` : "");
}

// Rectangles that the symbol and its label cover, so that nothing else is written there.
function boxesOf(map, spot) {
  const { x, y } = map.latLngToContainerPoint([spot.lat, spot.lon]);
  const half = spot.kind === "rest" ? 9 : 13;
  const boxes = [{ left: x - half, right: x + half, top: y - half, bottom: y + half }];
  if (spot.side) {
    const wide = Math.min(150, spot.place.name.length * 7.5 + 20);
    const tall = spot.place.name.length > 18 ? 20 : 11;
    boxes.push(spot.side === "right" ? { left: x, right: x + half + wide, top: y - tall, bottom: y + tall }
      : { left: x - half - wide, right: x, top: y - tall, bottom: y + tall });
  } else if (spot.wait_s >= LABELLED_WAIT_S) {
    boxes.push({ left: x, right: x + half + 60, top: y - 9, bottom: y + 9 });
  }
  return boxes;
}

function boundsOf(plan) {
  const points = plan.legs.flatMap((leg) => [
    ...leg.geometry.map(([lon, lat]) => [lat, lon]), [leg.from.lat, leg.from.lon], [leg.to.lat, leg.to.lon]]);
  return points.length ? L.latLngBounds(points) : null;
}
