// Layers that come from the API: town names, border crossings, the network under the plan.

import { el, nameOf } from "../dom.js";
import { duration } from "../format.js";
import { t } from "../strings.js";
import { colour } from "./base.js";
import { icon, stateOf } from "./symbols.js";
import { ThinnedLayer } from "./thinning.js";

const NET_STYLE = {
  road: { colour: "net-road", weight: 1 },
  rail: { colour: "net-rail", weight: 1, dashArray: "4 3" },
  ferry: { colour: "net-ferry", weight: 1, dashArray: "1 5", lineCap: "round" },
};

function labelZoom(population, kind) {
  if (population >= 900000) return 4;
  if (population >= 350000) return 5;
  if (population >= 120000 || kind === "sea_port") return 6;
  if (population >= 50000) return 7;
  return 8;
}

function labelItems(collection) {
  return collection.features.map(({ geometry, properties }) => {
    const [lon, lat] = geometry.coordinates;
    const { name, population, kind } = properties;
    const minZoom = labelZoom(population, kind);
    const size = minZoom <= 4 ? 8.5 : 7;
    return {
      lat, lon, minZoom, rank: minZoom <= 5 ? minZoom : minZoom + 3, box: [name.length * size + 14, 18], shift: [name.length * size / 2 + 3, 0],
      make: () => L.marker([lat, lon], {
        icon: L.divIcon({
          className: "label-box", iconSize: [0, 0],
          html: el("div", { class: `map-label${minZoom <= 4 ? " is-large" : ""}` }, el("span", { class: "dot" }), nameOf(name)),
        }),
        interactive: false, keyboard: false, pane: "symbols", zIndexOffset: -1000,
      }),
    };
  });
}

const IMPORTANCE = { open: 0, restricted: 1, closed: 2, unknown: 3 };

function crossingItems(collection, onOpen) {
  return collection.features.map(({ geometry, properties }) => {
    const [lon, lat] = geometry.coordinates;
    const state = stateOf(properties.status);
    return {
      lat, lon, minZoom: state === "open" ? 4.5 : 5, rank: 5.5 + IMPORTANCE[state] / 10, box: [26, 26],
      make: () => {
        const marker = L.marker([lat, lon], {
          icon: icon(state, { className: "is-small", size: 22 }), pane: "symbols", keyboard: false, zIndexOffset: -500, alt: properties.name,
        });
        marker.bindTooltip(() => crossingTip(properties, state));
        marker.on("click", () => onOpen(properties.id));
        return marker;
      },
    };
  });
}

// Names and crossings share the room on the map: large towns, then crossings, then small towns.
export function addPoints(map, { labels, crossings, onOpen, taken }) {
  const items = [...labelItems(labels), ...crossingItems(crossings, onOpen)].sort((a, b) => a.rank - b.rank);
  return new ThinnedLayer(map, items, { taken });
}

function crossingTip(properties, state) {
  const wait = properties.freight_wait_h;
  return el("div", { class: "tip" },
    el("strong", { text: t(`symbol.crossing.${state}`) }), " ", nameOf(properties.name),
    wait === null ? "" : ` \u00b7 ${t("crossing.freight_wait")} ${duration(wait * 3600)}`);
}

export class NetworkLayer {
  constructor(map, fetchNetwork) {
    this.map = map;
    this.fetchNetwork = fetchNetwork;
    this.renderer = L.canvas({ pane: "net", padding: 0.3 });
    this.group = L.layerGroup().addTo(map);
    this.visible = true;
    this.key = "";
    map.on("moveend", () => this.update());
    this.update();
  }

  show(visible) {
    this.visible = visible;
    this.key = "";
    if (visible) this.update();
    else this.group.clearLayers();
  }

  async update() {
    if (!this.visible) return;
    const zoom = Math.round(this.map.getZoom());
    const step = 360 / 2 ** Math.max(zoom, 3);
    const bounds = this.map.getBounds().pad(0.2);
    const down = (value) => Math.floor(value / step) * step;
    const up = (value) => Math.ceil(value / step) * step;
    const box = [Math.max(down(bounds.getWest()), -180), Math.max(down(bounds.getSouth()), -90),
      Math.min(up(bounds.getEast()), 180), Math.min(up(bounds.getNorth()), 90)];
    const key = `${zoom}:${box.join()}`;
    if (key === this.key) return;
    this.key = key;
    const collection = await this.fetchNetwork(box, zoom).catch(() => null);
    if (!collection || key !== this.key) return;
    this.collection = collection;
    this.paint();
  }

  paint() {
    if (!this.collection || !this.visible) return;
    this.group.clearLayers();
    for (const { geometry, properties } of this.collection.features) {
      const { colour: name, ...style } = NET_STYLE[properties.class];
      const lines = geometry.coordinates.map((line) => line.map(([lon, lat]) => [lat, lon]));
      L.polyline(lines, { ...style, color: colour(name), pane: "net", renderer: this.renderer, interactive: false, opacity: 0.8 })
        .addTo(this.group);
    }
  }
}
