// Show as many markers as fit without overlapping, the important ones first.

const MOST_SHOWN = 150;

export class ThinnedLayer {
  // items: [{lat, lon, minZoom, box: [width, height], make: () => L.Marker}], best first.
  constructor(map, items, { taken = () => [] } = {}) {
    this.map = map;
    this.items = items;
    this.taken = taken;
    this.shown = new Map();
    this.group = L.layerGroup().addTo(map);
    map.on("moveend resize", () => this.update());
    this.update();
  }

  update() {
    const zoom = this.map.getZoom();
    const view = this.map.getBounds().pad(0.1);
    const boxes = [...this.taken()];
    const wanted = new Set();
    for (const item of this.items) {
      if (wanted.size >= MOST_SHOWN) break;
      if (zoom < item.minZoom || !view.contains([item.lat, item.lon])) continue;
      const at = this.map.latLngToContainerPoint([item.lat, item.lon]);
      const [width, height] = item.box;
      const [dx, dy] = item.shift ?? [0, 0];
      const box = { left: at.x - width / 2 + dx, right: at.x + width / 2 + dx, top: at.y - height / 2 + dy, bottom: at.y + height / 2 + dy };
      if (boxes.some((b) => b.left < box.right && box.left < b.right && b.top < box.bottom && box.top < b.bottom)) continue;
      boxes.push(box);
      wanted.add(item);
    }
    for (const [item, marker] of this.shown) {
      if (!wanted.has(item)) {
        marker.remove();
        this.shown.delete(item);
      }
    }
    for (const item of wanted) {
      if (!this.shown.has(item)) this.shown.set(item, item.make().addTo(this.group));
    }
  }
}
