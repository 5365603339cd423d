// On a phone the panel is a sheet under the map with three heights; buttons and dragging both set it.

import { byId } from "./dom.js";

const STATES = ["peek", "half", "full"];
const FAR_ENOUGH_PX = 40;

export class Sheet {
  constructor(map) {
    this.map = map;
    this.body = document.body;
    this.set("full");
    for (const tab of document.querySelectorAll("[data-sheet]")) tab.addEventListener("click", () => this.set(tab.dataset.sheet));
    const grip = byId("grip");
    grip.addEventListener("click", () => { if (!this.dragged) this.set(STATES[(STATES.indexOf(this.state) + 1) % STATES.length]); });
    grip.addEventListener("pointerdown", (event) => {
      this.startY = event.clientY;
      this.dragged = false;
      grip.setPointerCapture(event.pointerId);
    });
    grip.addEventListener("pointermove", (event) => {
      if (this.startY === undefined) return;
      const moved = this.startY - event.clientY;
      if (Math.abs(moved) < FAR_ENOUGH_PX) return;
      this.dragged = true;
      this.startY = event.clientY;
      this.set(STATES[Math.min(Math.max(STATES.indexOf(this.state) + Math.sign(moved), 0), 2)]);
    });
    grip.addEventListener("pointerup", () => { this.startY = undefined; });
  }

  set(state) {
    this.state = state;
    this.body.dataset.sheet = state;
    for (const tab of document.querySelectorAll("[data-sheet]")) {
      if (tab !== this.body) tab.setAttribute("aria-pressed", String(tab.dataset.sheet === state));
    }
    this.map.invalidateSize({ animate: false });
  }

  answered() { this.set("half"); }

  reveal() { if (this.state === "peek") this.set("half"); }

  full() { this.set("full"); }
}
