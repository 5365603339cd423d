// The offline base map: land, lakes, rivers and borders in the colours of the theme.

export const PANES = { base: 200, net: 350, plan: 420, symbols: 600 };
export const VIEW = { lat: 42, lng: 64, zoom: 4.5 };

export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

// Each line is its first point and then steps, in 1/scale degrees: [x, y, dx, dy, dx, dy, ...].
export function decode(steps, scale) {
  const points = [];
  let x = 0;
  let y = 0;
  for (let i = 0; i < steps.length; i += 2) {
    x += steps[i];
    y += steps[i + 1];
    points.push([y / scale, x / scale]);
  }
  return points;
}

export function addPanes(map) {
  for (const [name, depth] of Object.entries(PANES)) {
    if (map.getPane(name)) continue;
    const pane = map.createPane(name);
    pane.style.zIndex = depth;
    if (name === "base" || name === "net") pane.style.pointerEvents = "none";
  }
}

export function addBase(map, data) {
  addPanes(map);
  const renderer = L.canvas({ pane: "base", padding: 0.3 });
  const common = { pane: "base", renderer, interactive: false, smoothFactor: 1 };
  const ring = (steps) => decode(steps, data.scale);
  const polygons = (list) => list.map((rings) => rings.map(ring));
  const land = L.polygon(polygons(data.land), { ...common, stroke: false, fillOpacity: 1 }).addTo(map);
  const rivers = L.polyline(data.rivers.map(ring), { ...common, weight: 1, opacity: 0.9 }).addTo(map);
  const lakes = L.polygon(polygons(data.lakes), { ...common, stroke: false, fillOpacity: 1 }).addTo(map);
  const borders = L.polyline(data.borders.map(ring), { ...common, weight: 1.25, dashArray: "6 3" }).addTo(map);
  const paint = () => {
    land.setStyle({ fillColor: colour("land") });
    lakes.setStyle({ fillColor: colour("water") });
    rivers.setStyle({ color: colour("water-line") });
    borders.setStyle({ color: colour("border-line") });
  };
  paint();
  return { paint };
}
