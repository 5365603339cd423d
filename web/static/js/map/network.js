// A built network as a whole: its lines by class with a switch each, crossings and terminals as symbols.

import { el, nameOf, svg } from "../dom.js";
import { number } from "../format.js";
import { t } from "../strings.js";
import { addPanes, colour, decode } from "./base.js";
import { icon } from "./symbols.js";

const STYLES = {
  "road/motorway": { colour: "alternative-a", weight: 3.2 },
  "road/trunk": { colour: "alternative-a", weight: 2.2 },
  "road/primary": { colour: "alternative-b", weight: 2 },
  "road/secondary": { colour: "alternative-b", weight: 1.3 },
  "road/tertiary": { colour: "net-road", weight: 1.3 },
  "rail/": { colour: "text", weight: 1.8, dashArray: "6 3", lineCap: "butt" },
  "rail/yard": { colour: "text", weight: 0.8, dashArray: "3 3", lineCap: "butt" },
  "ferry/": { colour: "accent", weight: 2.2, dashArray: "1 6", lineCap: "round" },
};
const LAYERS = ["road", "rail_1520", "rail_1435", "ferry"];
const OTHER_ROAD = { colour: "net-road", weight: 0.7 };

function styleOf({ layer, line_class: name }) {
  const mode = layer.startsWith("rail") ? "rail" : layer;
  return STYLES[`${mode}/${name}`] ?? (mode === "road" ? OTHER_ROAD : STYLES[`${mode}/`]);
}

export function lineName({ layer, line_class: name }) {
  return t(`network.class.${layer}${name ? `.${name}` : ""}`);
}

export function drawNetwork(map, picture) {
  addPanes(map);
  const renderer = L.canvas({ pane: "net", padding: 0.3 });
  const groups = picture.classes.map((row) => {
    const { colour: name, ...style } = styleOf(row);
    const lines = row.lines.map((steps) => decode(steps, picture.per_degree));
    const shape = L.polyline(lines, { ...style, color: colour(name), pane: "net", renderer, interactive: false, smoothFactor: 1 });
    return { row, shape: shape.addTo(map) };
  });
  for (const mark of picture.marks) {
    const marker = L.marker([mark.lat, mark.lon], {
      icon: icon(mark.symbol, { className: "is-small", size: 22 }), pane: "symbols", alt: mark.name, keyboard: false,
    });
    marker.bindTooltip(() => el("div", { class: "tip" }, el("strong", {}, nameOf(mark.name)), el("br"), mark.note));
    marker.addTo(map);
  }
  const [west, south, east, north] = picture.bounds;
  if (east !== undefined) map.fitBounds([[south, west], [north, east]], { padding: [20, 20] });
  return groups;
}

export function networkLegend(map, groups, list) {
  const ordered = [...groups].sort((a, b) => LAYERS.indexOf(a.row.layer) - LAYERS.indexOf(b.row.layer));
  list.closest("details").open = map.getContainer().clientWidth >= 700;
  list.replaceChildren(...ordered.map(({ row, shape }) => {
    const toggle = (event) => { if (event.target.checked) shape.addTo(map); else shape.remove(); };
    return el("li", {}, el("label", { class: "check" },
      el("input", { type: "checkbox", checked: true, onchange: toggle }), sample(styleOf(row)), lineName(row),
      el("span", { class: "muted", text: t("unit.km", { n: number(row.km) }) })));
  }));
}

function sample({ colour: name, weight, dashArray = "none", lineCap = "butt" }) {
  const line = svg("path", { d: "M2 6H26", fill: "none", style: `stroke:var(--${name})`, "stroke-width": weight,
    "stroke-dasharray": dashArray, "stroke-linecap": lineCap });
  return svg("svg", { viewBox: "0 0 28 12", width: 28, height: 12, "aria-hidden": "true" }, line);
}
