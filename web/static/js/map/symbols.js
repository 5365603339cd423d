// Symbols as inline SVG: shape tells the state, never colour alone.

import { svg } from "../dom.js";

const SHAPES = {
  open: (g) => g.append(
    svg("circle", { cx: 13, cy: 13, r: 10 }),
    svg("path", { d: "M8 17V10M18 17V10M8 11.5H18M8 15H18", class: "glyph" }),
  ),
  restricted: (g) => g.append(
    svg("path", { d: "M13 2.5 23.5 13 13 23.5 2.5 13Z" }),
    svg("path", { d: "M13 8V14M13 17V17.6", class: "glyph" }),
  ),
  closed: (g) => g.append(
    svg("rect", { x: 4, y: 4, width: 18, height: 18 }),
    svg("path", { d: "M8.5 8.5 17.5 17.5M17.5 8.5 8.5 17.5", class: "glyph" }),
  ),
  unknown: (g) => g.append(
    svg("circle", { cx: 13, cy: 13, r: 10, "stroke-dasharray": "3.5 2.5" }),
    svg("path", { d: "M10.2 10.6a2.8 2.8 0 1 1 3.9 2.6c-.8.4-1.1.8-1.1 1.8M13 18V18.5", class: "glyph" }),
  ),
  transfer: (g) => g.append(
    svg("path", { d: "M8 3.5H18L23 13 18 22.5H8L3 13Z" }),
    svg("path", { d: "M8 10.5H17M14.5 8 17 10.5 14.5 13M18 15.5H9M11.5 13 9 15.5 11.5 18", class: "glyph" }),
  ),
  port: (g) => g.append(
    svg("circle", { cx: 13, cy: 13, r: 10 }),
    svg("path", { d: "M13 9V19M10 11H16M8 14.5c.6 3 2.4 4.5 5 4.5s4.4-1.5 5-4.5M13 6.2A1.4 1.4 0 1 0 13 9 1.4 1.4 0 1 0 13 6.2", class: "glyph" }),
  ),
  station: (g) => g.append(
    svg("rect", { x: 4, y: 4, width: 18, height: 18, rx: 4 }),
    svg("path", { d: "M9 8H17V15H9ZM9 11.5H17M10 18.5 11.5 16M16 18.5 14.5 16", class: "glyph" }),
  ),
  rest: (g) => g.append(
    svg("circle", { cx: 13, cy: 13, r: 8 }),
    svg("path", { d: "M8.5 16V10.5M8.5 14.5H17.5V16M11 12.5H17.5V14.5", class: "glyph" }),
  ),
  start: (g) => g.append(svg("circle", { cx: 13, cy: 13, r: 9 }), svg("circle", { cx: 13, cy: 13, r: 3.5, class: "solid" })),
  stop: (g) => g.append(svg("circle", { cx: 13, cy: 13, r: 7 })),
  end: (g) => g.append(
    svg("path", { d: "M13 25C8 18.5 5 14.7 5 10.5a8 8 0 1 1 16 0C21 14.7 18 18.5 13 25Z" }),
    svg("circle", { cx: 13, cy: 10.5, r: 3, class: "solid" }),
  ),
};

const STATE_OF_STATUS = {
  open: "open", restricted: "restricted", passenger_only: "restricted", closed: "closed",
  under_construction: "closed", planned: "closed",
};

export function stateOf(status) {
  return STATE_OF_STATUS[status] ?? "unknown";
}

export function symbol(kind, size = 26) {
  const drawing = svg("svg", { viewBox: "0 0 26 26", width: size, height: size, class: `symbol symbol-${kind}`, "aria-hidden": "true" });
  const group = svg("g");
  SHAPES[kind](group);
  drawing.append(group);
  return drawing;
}

export function icon(kind, { label = null, size = 26, className = "" } = {}) {
  const html = document.createElement("div");
  html.className = `marker ${className}`;
  html.append(symbol(kind, size));
  if (label) {
    const text = document.createElement("span");
    text.className = "marker-label";
    text.textContent = label;
    html.append(text);
  }
  const anchor = kind === "end" ? size - 1 : size / 2;
  return L.divIcon({ html, className: "marker-box", iconSize: [size, size], iconAnchor: [size / 2, anchor] });
}
