// A place field: a text input with suggestions (ARIA combobox with a listbox).

import { el, nameOf } from "./dom.js";
import { country } from "./format.js";
import { t } from "./strings.js";

const DELAY_MS = 150;
const FEWEST_LETTERS = 2;
const COORDINATE = /^\s*-?\d+(\.\d+)?\s*[,;]\s*-?\d+(\.\d+)?\s*$/;
let count = 0;

export class PlaceField {
  // input: the text input; search: async (text, signal) => places; onChange: called after any change.
  constructor(input, { search, onChange }) {
    this.input = input;
    this.search = search;
    this.onChange = onChange;
    this.id = "";
    this.places = [];
    this.active = -1;
    this.list = el("ul", { role: "listbox", id: `suggestions-${++count}`, class: "suggestions", "aria-label": t("field.suggestions"), hidden: true });
    this.status = el("p", { class: "visually-hidden", role: "status" });
    input.after(this.list, this.status);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", this.list.id);
    input.addEventListener("input", () => this.typed());
    input.addEventListener("keydown", (event) => this.pressed(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    input.addEventListener("focus", () => input.select());
  }

  // What goes into the request: the id of a chosen place, else the text.
  get value() {
    return this.id || this.input.value.trim();
  }

  set(id, name) {
    this.id = id;
    this.input.value = name || id;
    this.input.classList.toggle("is-chosen", Boolean(id));
    this.clearError();
  }

  error(text) {
    this.clearError();
    const note = el("p", { class: "field-error", id: `${this.input.id}-error`, text });
    this.input.closest(".field").append(note);
    this.input.setAttribute("aria-invalid", "true");
    this.input.setAttribute("aria-describedby", note.id);
  }

  clearError() {
    this.input.closest(".field")?.querySelector(".field-error")?.remove();
    this.input.removeAttribute("aria-invalid");
    this.input.removeAttribute("aria-describedby");
  }

  typed() {
    this.id = "";
    this.input.classList.remove("is-chosen");
    this.clearError();
    this.onChange();
    clearTimeout(this.timer);
    const text = this.input.value.trim();
    if (text.length < FEWEST_LETTERS || COORDINATE.test(text)) {
      this.close();
      return;
    }
    this.timer = setTimeout(() => this.ask(text), DELAY_MS);
  }

  async ask(text) {
    this.abort?.abort();
    this.abort = new AbortController();
    try {
      const places = await this.search(text, this.abort.signal);
      if (this.input.value.trim() !== text || document.activeElement !== this.input) return;
      this.show(places);
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  show(places) {
    this.places = places;
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(...(places.length ? places.map((place, i) => this.option(place, i))
      : [el("li", { class: "no-match", text: t("field.no_match") })]));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", String(places.length > 0));
    this.status.textContent = t("field.found", { count: places.length });
  }

  option(place, index) {
    const other = place.matched && place.matched.toLowerCase() !== place.name.toLowerCase() ? place.matched : place.name_local;
    const local = other && other !== place.name && place.match !== "id" ? [" (", nameOf(other), ")"] : [];
    return el("li", {
      role: "option", id: `${this.list.id}-${index}`, "aria-selected": "false",
      onmousedown: (event) => { event.preventDefault(); this.choose(index); },
    }, el("span", { class: "place-name" }, nameOf(place.name), ...local),
    el("span", { class: "place-kind", text: `${t(`place.${place.kind}`)}, ${country(place.country)}` }));
  }

  choose(index) {
    const place = this.places[index];
    this.set(place.id, place.name);
    this.close();
    this.onChange();
  }

  move(step) {
    const options = this.list.querySelectorAll("[role=option]");
    if (!options.length) return;
    this.active = (this.active + step + options.length) % options.length;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === this.active)));
    options[this.active].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", options[this.active].id);
  }

  pressed(event) {
    const open = !this.list.hidden && this.places.length > 0;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) this.move(event.key === "ArrowDown" ? 1 : this.active < 0 ? 0 : -1);
      else if (this.input.value.trim().length >= FEWEST_LETTERS) this.ask(this.input.value.trim());
    } else if (event.key === "Enter" && open) {
      event.preventDefault();
      this.choose(Math.max(this.active, 0));
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    }
  }

  close() {
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.places = [];
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
