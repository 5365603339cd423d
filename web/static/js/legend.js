// The legend: what lines and shapes mean, and a switch for the network.

import { el } from "./dom.js";
import { symbol } from "./map/symbols.js";
import { t } from "./strings.js";

const SYMBOLS = ["open", "restricted", "closed", "unknown"];

export function legend(list, { onNetwork }) {
  const line = (kind) => el("li", {}, el("span", { class: `line line-${kind} is-flat`, "aria-hidden": "true" }), t(`kind.${kind}`));
  list.replaceChildren(
    line("road"), line("rail"), line("ferry"),
    ...SYMBOLS.map((kind) => el("li", {}, symbol(kind, 20), t(`symbol.crossing.${kind}`))),
    el("li", {}, symbol("transfer", 20), t("symbol.transfer")),
    el("li", {}, symbol("port", 20), t("symbol.port")),
    el("li", {}, el("label", { class: "check" },
      el("input", { type: "checkbox", checked: true, onchange: (event) => onNetwork(event.target.checked) }), t("legend.network"))));
}
