// The form and the query it stands for: the page's address is the plan.

import { PlaceField } from "./combobox.js";
import { byId, el } from "./dom.js";
import { country } from "./format.js";
import { plural, t } from "./strings.js";

const SINGLE = ["profile", "depart", "deadline", "by", "load", "count", "mass_t", "value_usd", "travellers", "nationality",
  "registration", "max_transfers"];
const ADVANCED = ["load", "count", "mass_t", "value_usd", "travellers", "nationality", "registration", "max_transfers", "deadline", "avoid_mode", "avoid_country",
  "avoid_crossing"];
const FREIGHT_ONLY = ["load", "count", "mass_t", "value_usd"];
const FLAGS = ["optimize", "return"];
const DEFAULTS = { by: "time", travellers: "1" };
const MOST_STOPS = 50;

export class Form {
  constructor({ api, config, onChange, onSubmit }) {
    this.api = api;
    this.config = config;
    this.onChange = onChange;
    this.node = byId("request");
    this.stops = byId("stops");
    this.avoided = byId("avoided-crossings");
    const make = (id) => new PlaceField(byId(id), { search: (text, signal) => api.places(text, signal), onChange: () => this.changed() });
    this.from = make("from");
    this.to = make("to");
    this.vias = [];
    this.node.addEventListener("submit", (event) => { event.preventDefault(); onSubmit(); });
    this.node.addEventListener("change", () => this.changed());
    this.node.addEventListener("input", (event) => this.clearError(event.target));
    byId("swap").addEventListener("click", () => this.swap());
    byId("add-stop").addEventListener("click", () => this.addStop("", "", true));
    this.namesOfCountries();
    this.showFitting();
  }

  namesOfCountries() {
    for (const node of this.node.querySelectorAll("[data-country]")) node.textContent = country(node.dataset.country);
    byId("countries").replaceChildren(...this.config.nationalities.map((code) => el("option", { value: code, label: country(code) })));
  }

  control(name) {
    return this.node.elements.namedItem(name);
  }

  changed() {
    this.showFitting();
    this.onChange();
  }

  get profile() {
    return this.config.profiles[this.control("profile").value] ?? { freight: false, road: true };
  }

  showFitting() {
    byId("freight-options").hidden = !this.profile.freight;
    byId("travel-options").hidden = this.profile.freight;
    byId("order-option").hidden = this.vias.length < 2;
    const round = this.control("return").checked;
    byId("to").placeholder = round ? t("field.to_optional") : "";
    byId("avoided-field").hidden = this.avoided.childElementCount === 0;
    const query = this.query();
    const set = ADVANCED.filter((name) => query.has(name)).length;
    byId("more-summary").textContent = set ? plural("field.more_set", set) : t("field.more");
  }

  // The query, without what is empty or has its default value.
  query() {
    const query = new URLSearchParams();
    const put = (name, value) => { if (value && DEFAULTS[name] !== value) query.append(name, value); };
    put("from", this.from.value);
    for (const via of this.vias) put("via", via.field.value);
    put("to", this.to.value);
    for (const name of SINGLE) {
      if (FREIGHT_ONLY.includes(name) && !this.profile.freight) continue;
      if (name === "travellers" && this.profile.freight) continue;
      put(name, this.control(name).value.trim());
    }
    for (const name of FLAGS) {
      if (name === "optimize" && this.vias.length < 2) continue;
      if (this.control(name).checked) query.set(name, "1");
    }
    for (const box of this.node.querySelectorAll("input[name=avoid_country]:checked, input[name=avoid_mode]:checked")) query.append(box.name, box.value);
    for (const chip of this.avoided.children) query.append("avoid_crossing", chip.dataset.id);
    return query;
  }

  // Fill the form from a query; names of places are looked up.
  async fill(query) {
    for (const name of SINGLE) {
      const control = this.control(name);
      const value = query.get(name) ?? DEFAULTS[name] ?? "";
      control.value = name === "depart" || name === "deadline" ? forInput(value) : value;
      if (name === "profile" && (!value || control.value !== value)) control.value = this.config.first_profile;
    }
    for (const name of FLAGS) this.control(name).checked = query.get(name) === "1";
    for (const box of this.node.querySelectorAll("input[name=avoid_country], input[name=avoid_mode]")) {
      box.checked = query.getAll(box.name).includes(box.value);
    }
    this.avoided.replaceChildren();
    for (const id of query.getAll("avoid_crossing")) this.addAvoided(id);
    for (const via of this.vias) via.node.remove();
    this.vias = [];
    const named = [[this.from, query.get("from")], [this.to, query.get("to")]];
    for (const id of query.getAll("via")) named.push([this.addStop(id, id).field, id]);
    await Promise.all(named.map(([field, text]) => this.name(field, text ?? "")));
    this.showFitting();
  }

  async name(field, text) {
    field.set("", text);
    if (!text) return;
    const place = await this.api.place(text).catch(() => null);
    if (place && field.input.value === text) field.set(place.id, place.name);
  }

  addStop(id = "", name = "", focus = false) {
    if (this.vias.length >= MOST_STOPS) return this.vias.at(-1);
    const number = this.vias.length + 1;
    const input = el("input", { type: "text", autocomplete: "off", spellcheck: "false", maxlength: 200, "aria-label": t("field.via", { number }), id: `via-${Date.now()}-${number}` });
    const node = el("li", { class: "field stop" },
      el("div", { class: "with-list" }, input),
      this.stopButton("\u25B2", t("stop.up"), () => this.moveStop(via, -1)),
      this.stopButton("\u25BC", t("stop.down"), () => this.moveStop(via, 1)),
      this.stopButton("\u00D7", t("stop.remove"), () => this.removeStop(via)));
    this.stops.append(node);
    const field = new PlaceField(input, { search: (text, signal) => this.api.places(text, signal), onChange: () => this.changed() });
    const via = { node, field };
    this.vias.push(via);
    if (id) field.set(id, name);
    if (focus) input.focus();
    this.showFitting();
    return via;
  }

  stopButton(sign, label, act) {
    return el("button", { type: "button", class: "icon", "aria-label": label, title: label, text: sign, onclick: act });
  }

  moveStop(via, step) {
    const at = this.vias.indexOf(via);
    const to = at + step;
    if (to < 0 || to >= this.vias.length) return;
    this.vias.splice(at, 1);
    this.vias.splice(to, 0, via);
    this.stops.replaceChildren(...this.vias.map((v) => v.node));
    this.changed();
  }

  removeStop(via) {
    this.vias = this.vias.filter((v) => v !== via);
    via.node.remove();
    this.changed();
    byId("add-stop").focus();
  }

  addAvoided(id) {
    if ([...this.avoided.children].some((chip) => chip.dataset.id === id)) return;
    const chip = el("li", { class: "chip" }, el("span", { text: id }),
      el("button", { type: "button", class: "icon", "aria-label": t("avoid.remove", { id }), text: "\u00D7", onclick: () => { chip.remove(); this.changed(); } }));
    chip.dataset.id = id;
    this.avoided.append(chip);
    byId("more-options").open = true;
    this.showFitting();
  }

  swap() {
    const from = [this.from.id, this.from.input.value];
    this.from.set(this.to.id, this.to.input.value);
    this.to.set(...from);
    this.changed();
  }

  // Change the request as a remedy says: remove_x takes one value away, null clears, else set.
  apply(change) {
    for (const [name, value] of Object.entries(change)) {
      if (name === "from" || name === "to") {
        this.name(this[name], String(value));
      } else if (name.startsWith("remove_")) {
        this.take(name.slice("remove_".length), String(value));
      } else if (["avoid_country", "avoid_mode", "avoid_crossing"].includes(name)) {
        this.takeAll(name);
        for (const one of [value ?? []].flat()) this.put(name, String(one));
      } else if (FLAGS.includes(name)) {
        this.control(name).checked = Boolean(value);
      } else if (this.control(name)) {
        this.control(name).value = value === null ? "" : name === "depart" ? forInput(String(value)) : String(value);
      }
    }
    this.changed();
  }

  take(name, value) {
    if (name === "avoid_crossing") [...this.avoided.children].find((chip) => chip.dataset.id === value)?.remove();
    for (const box of this.node.querySelectorAll(`input[name=${name}]`)) if (box.value === value) box.checked = false;
  }

  takeAll(name) {
    if (name === "avoid_crossing") this.avoided.replaceChildren();
    for (const box of this.node.querySelectorAll(`input[name=${name}]`)) box.checked = false;
  }

  put(name, value) {
    if (name === "avoid_crossing") this.addAvoided(value);
    for (const box of this.node.querySelectorAll(`input[name=${name}]`)) if (box.value === value) box.checked = true;
  }

  // What is missing before anyone needs to be asked; true when nothing is.
  complete() {
    let first = null;
    const miss = (field, text) => { field.error(text); first ??= field; };
    if (!this.from.value) miss(this.from, t("error.from_missing"));
    if (!this.to.value && !this.control("return").checked) miss(this.to, t("error.to_missing"));
    first?.input.focus();
    return first === null && this.node.reportValidity();
  }

  // Show a problem at the field whose value it names; returns false when none fits.
  showProblem({ what = "", value = "", rule = "", remedy = "", candidates = [] }) {
    const text = `${rule}; ${remedy}`;
    const place = [this.from, this.to, ...this.vias.map((v) => v.field)].find((f) => value && (f.value === value || f.input.value.trim() === value))
      ?? { origin: this.from, from: this.from, destination: this.to, to: this.to }[what];
    if (place) {
      place.error(text);
      if (candidates.length) this.offer(place, candidates);
      place.input.focus();
      return true;
    }
    const name = { departure: "depart", load: "mass_t" }[what] ?? what.replace(/^--/, "").replaceAll("-", "_");
    const control = this.control(name);
    if (!(control instanceof HTMLElement)) return false;
    const field = control.closest(".field");
    if (!field) return false;
    control.closest("details")?.setAttribute("open", "");
    const note = el("p", { class: "field-error", id: `${name}-error`, text });
    field.append(note);
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-describedby", note.id);
    control.focus();
    return true;
  }

  offer(place, candidates) {
    const note = place.input.closest(".field").querySelector(".field-error");
    note.append(el("span", { class: "buttons" }, ...candidates.slice(0, 6).map((candidate) =>
      el("button", { type: "button", text: candidate, onclick: () => { this.name(place, candidate.split(" ")[0]); this.changed(); } }))));
  }

  clearError(target) {
    const field = target.closest?.(".field");
    if (!field || target.getAttribute("role") === "combobox") return;
    field.querySelector(".field-error")?.remove();
    target.removeAttribute("aria-invalid");
    target.removeAttribute("aria-describedby");
  }
}

// A date alone means 08:00; a zone is dropped, the field shows the origin's wall clock.
function forInput(text) {
  if (!text) return "";
  return text.length <= 10 ? `${text}T08:00` : text.slice(0, 16);
}
