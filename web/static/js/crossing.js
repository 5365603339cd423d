// Everything that is known of a border crossing; what is not known is said to be unknown.

import { el, nameOf } from "./dom.js";
import { country, duration, money } from "./format.js";
import { stateOf, symbol } from "./map/symbols.js";
import { sourceItem } from "./result.js";
import { t } from "./strings.js";

export function renderCrossing(crossing, { onFrom, onTo, onVia, onAvoid, onClose }) {
  const state = stateOf(crossing.status);
  const [a, b] = crossing.countries;
  const side = (code) => `${crossing.id}:${code}`;
  const local = crossing.name_local && crossing.name_local !== crossing.name;
  return el("article", { class: "card crossing-card", "aria-labelledby": "crossing-heading" },
    el("button", { type: "button", class: "close", "aria-label": t("button.close"), onclick: onClose, text: "\u00D7" }),
    el("h2", { id: "crossing-heading", tabindex: "-1" }, symbol(state, 24), " ", nameOf(crossing.name)),
    el("p", {}, local ? nameOf(crossing.name_local, { class: "muted" }) : null, local ? el("br") : null,
      `${country(a)} \u2194 ${country(b)} \u00b7 ${t(`place.mode.${crossing.mode}`)}`),
    el("p", { class: `status status-${state}` }, el("strong", { text: t(`status.${crossing.status}`) }),
      crossing.bilateral ? ` \u00b7 ${t("crossing.bilateral")}` : "", crossing.assumed ? ` \u00b7 ${t("crossing.assumed")}` : ""),
    el("dl", { class: "facts" }, ...facts(crossing, a, b).flatMap(([name, value]) => [
      el("dt", { text: name }), el("dd", {}, value instanceof Node ? value : nameOf(value))])),
    el("div", { class: "buttons" },
      action(t("crossing.from", { country: country(a) }), () => onFrom(side(a), sideName(crossing, a))),
      action(t("crossing.to", { country: country(b) }), () => onTo(side(b), sideName(crossing, b))),
      action(t("crossing.via"), () => onVia(crossing.id, crossing.name)),
      action(t("crossing.avoid"), () => onAvoid(crossing.id))),
    crossing.note ? el("details", {}, el("summary", { text: t("crossing.notes") }), el("p", {}, nameOf(crossing.note))) : null,
    el("ul", { class: "sources" }, ...[crossing.source, crossing.wait_source].filter(Boolean).map(sourceItem)));
}

export function sideName(crossing, code) {
  return `${crossing.name} (${country(code)})`;
}

function action(text, act) {
  return el("button", { type: "button", onclick: act, text });
}

function facts(crossing, a, b) {
  const unknown = t("unknown");
  const waits = crossing.passenger_waits.map((wait) => {
    const direction = wait.from_country ? ` ${t("crossing.leaving", { country: country(wait.from_country) })}` : "";
    return [`${t(`party.${wait.party}`)}${direction}`, spread(wait.wait)];
  });
  return [
    [t("crossing.freight"), crossing.freight ? t("yes") : t("no")],
    [t("crossing.passengers", { from: country(a), to: country(b) }), t(`rule.${crossing.passengers_a_to_b}`)],
    [t("crossing.passengers", { from: country(b), to: country(a) }), t(`rule.${crossing.passengers_b_to_a}`)],
    [t("crossing.hours"), crossing.opening_hours ? `${crossing.opening_hours}${crossing.hours_tz ? ` (${crossing.hours_tz})` : ""}` : unknown],
    ...(crossing.breaks ? [[t("crossing.breaks"), crossing.breaks]] : []),
    ...(crossing.holiday_calendars.length ? [[t("crossing.holidays"), crossing.holiday_calendars.map(country).join(", ")]] : []),
    [t("crossing.freight_wait"), crossing.freight ? (crossing.freight_wait ? spread(crossing.freight_wait) : unknown) : t("none")],
    ...waits,
    [t("crossing.fee"), crossing.fee_usd === null ? unknown : money(crossing.fee_usd)],
    ...(crossing.gauge_change ? [[t("crossing.gauge"), t("yes")]] : []),
    ...(crossing.verified_until ? [[t("crossing.verified"), crossing.verified_until]] : []),
  ];
}

function spread(wait) {
  if (wait.p10_s === wait.p90_s) return duration(wait.p50_s);
  return t("crossing.spread", { typical: duration(wait.p50_s), low: duration(wait.p10_s), high: duration(wait.p90_s) });
}
