// The answer in words: totals, why, warnings, steps and sources; or why there is no plan.

import { el, nameOf } from "./dom.js";
import {
  country, distance, duration, durationUnit, emission, money, number, range, shortDuration, wallClock,
} from "./format.js";
import { MOVING } from "./map/plan.js";
import { symbol } from "./map/symbols.js";
import { plural, t } from "./strings.js";

export function estimated(leg) {
  return leg.sources.some((source) => source.confidence === "estimate");
}

function about(text, isEstimate) {
  return el("span", { class: isEstimate ? "estimate" : "", title: isEstimate ? t("note.estimate") : null, text: isEstimate ? `\u2248\u00A0${text}` : text });
}

export function renderPlan(document, plan, { onHover = () => {}, onStep = () => {}, onCrossing = null, headingId = "result-heading" } = {}) {
  const steps = plan.legs.map((leg, index) => renderStep(leg, index, plan, { onHover, onStep, onCrossing }));
  const warnings = [...document.warnings, ...plan.warnings];
  const first = plan.legs[0];
  const last = plan.legs.at(-1);
  const node = el("article", { class: "card result-card", "aria-labelledby": headingId },
    el("h2", { id: headingId, tabindex: "-1" },
      el("span", { class: "badge", text: plan.label.slice(0, 2) || "A", "aria-hidden": "true" }),
      el("span", {}, nameOf(first?.from.name ?? ""), " \u2192 ", nameOf(last?.to.name ?? ""))),
    el("p", { class: "why", text: plan.why }),
    totals(plan),
    first ? times(first, last) : null,
    warnings.length ? warningList(warnings) : null,
    moneyBreakdown(plan),
    el("h3", { text: t("result.steps") }),
    el("ol", { class: "steps" }, ...steps),
    sourceList(plan, document));
  return {
    node,
    highlight(index) {
      steps.forEach((step, i) => step.classList.toggle("is-active", i === index));
    },
    reveal(index) {
      const details = steps[index].querySelector("details");
      if (details) details.open = true;
      steps[index].scrollIntoView({ block: "nearest" });
    },
  };
}

function totals(plan) {
  const { time_s, cost_usd, co2e_kg, distance_m, crossings, transfers } = plan.totals;
  const { p10_s, p90_s, p_deadline, main_cause } = plan.reliability;
  const rough = plan.legs.some(estimated);
  const figure = (name, value, unit, note) => el("div", { class: "figure" },
    el("dt", { text: name }),
    el("dd", {}, about(value, rough), el("span", { class: "unit", text: ` ${unit}` }), note ? el("span", { class: "range", text: note }) : null));
  const kg = co2e_kg >= 1000;
  return el("div", {},
    el("dl", { class: "figures" },
      figure(t("result.time"), shortDuration(time_s), durationUnit(time_s), range(p10_s, p90_s)),
      figure(t("result.cost"), number(cost_usd), "USD"),
      figure(t("result.co2e"), number(kg ? co2e_kg / 1000 : co2e_kg, kg ? 2 : 0), kg ? t("unit.tonnes_co2e") : t("unit.kg"))),
    el("p", { class: "counts" },
      `${distance(distance_m)} \u00b7 ${plural("count.crossings", crossings)} \u00b7 ${plural("count.transfers", transfers)}`),
    main_cause ? el("p", { class: "cause" }, el("span", { class: "muted", text: `${t("result.cause")} ` }), nameOf(main_cause.text)) : null,
    p_deadline === null ? null : el("p", { class: "cause", text: t("result.deadline", { share: number(p_deadline * 100) }) }));
}

function times(first, last) {
  const one = (label, text) => {
    const { date, time, offset, year } = wallClock(text);
    return el("span", {}, el("span", { class: "muted", text: `${label} ` }), `${date} ${year}, ${time}`, el("span", { class: "zone", text: ` UTC${offset}` }));
  };
  return el("p", { class: "times" }, one(t("result.departs"), first.start), el("br"), one(t("result.arrives"), last.end));
}

export function warningList(warnings) {
  return el("ul", { class: "warnings", "aria-label": t("result.warnings") },
    ...warnings.map((warning) => el("li", {}, el("span", { class: "sign", "aria-hidden": "true", text: "\u25B2" }), " ", nameOf(warning.text))));
}

function moneyBreakdown(plan) {
  const kinds = Object.entries(plan.cost).filter(([, usd]) => usd !== 0).sort((a, b) => b[1] - a[1]);
  if (!kinds.length) return null;
  const most = kinds[0][1];
  return el("details", { class: "breakdown" }, el("summary", { text: t("result.money") }),
    el("table", {}, el("tbody", {}, ...kinds.map(([kind, usd]) => el("tr", {},
      el("th", { scope: "row", text: t(`cost.${kind}`) }),
      el("td", { class: "num", text: money(usd) }),
      el("td", {}, el("meter", { min: 0, max: most, value: Math.max(usd, 0), "aria-hidden": "true" })))))));
}

function renderStep(leg, index, plan, { onHover, onStep, onCrossing }) {
  const clock = wallClock(leg.start);
  const before = index > 0 ? wallClock(plan.legs[index - 1].start) : null;
  const newDay = !before || before.day !== clock.day;
  const newZone = !before || before.offset !== clock.offset;
  const moving = MOVING.has(leg.kind);
  const small = [
    leg.distance_m > 0 ? distance(leg.distance_m) : null,
    leg.time_s > 0 ? duration(leg.time_s) : null,
    leg.cost_usd ? money(leg.cost_usd) : null,
  ].filter(Boolean).join(" \u00b7 ");
  const facts = stepFacts(leg, onCrossing);
  return el("li", {
    class: `step step-${leg.kind}`, onmouseenter: () => onHover(index), onmouseleave: () => onHover(null),
    onfocusin: () => onHover(index), onfocusout: () => onHover(null),
  },
  el("div", { class: "clock" },
    newDay ? el("span", { class: "day", text: clock.date }) : null,
    el("time", { datetime: leg.start, text: clock.time }),
    newZone ? el("span", { class: "zone", text: `UTC${clock.offset}` }) : null),
  el("div", { class: "rail-of-time", "aria-hidden": "true" }, stepMark(leg)),
  el("div", { class: "what" },
    el("p", { class: "head" },
      el("button", { type: "button", class: "step-title", onclick: () => onStep(index) },
        el("strong", { text: t(`kind.${leg.kind}`) }), " ",
        ...(moving ? [nameOf(leg.from.name), " \u2192 ", nameOf(leg.to.name)] : [nameOf(stepPlace(leg))])),
      leg.from.country !== leg.to.country ? el("span", { class: "muted", text: ` ${country(leg.from.country)} \u2192 ${country(leg.to.country)}` }) : null),
    small ? el("p", { class: "small" }, about(small, estimated(leg))) : null,
    leg.note ? el("p", { class: "note" }, nameOf(leg.note.text)) : null,
    leg.warnings.length ? warningList(leg.warnings) : null,
    facts));
}

function stepPlace(leg) {
  return leg.kind === "crossing" && leg.from.name !== leg.to.name ? `${leg.from.name} / ${leg.to.name}` : leg.from.name;
}

function stepMark(leg) {
  if (leg.kind === "crossing") return symbol("open", 20);
  if (leg.kind === "transfer") return symbol("transfer", 20);
  if (leg.kind === "rest" || leg.kind === "night") return symbol("rest", 20);
  return el("span", { class: `line line-${leg.kind}` });
}

function stepFacts(leg, onCrossing) {
  const rows = Object.entries(leg.cost).filter(([, usd]) => usd !== 0).map(([kind, usd]) => [t(`cost.${kind}`), money(usd)]);
  if (leg.co2e_kg) rows.push([t("result.co2e"), emission(leg.co2e_kg)]);
  const local = [leg.from, leg.to].filter((p) => p.name_local && p.name_local !== p.name);
  if (local.length) rows.push([t("step.local_names"), [...new Set(local.map((p) => p.name_local))].join(", ")]);
  const parts = [
    rows.length ? el("dl", { class: "facts" }, ...rows.flatMap(([name, value]) => [el("dt", { text: name }), el("dd", {}, nameOf(value))])) : null,
    leg.papers.length ? el("p", {}, el("strong", { text: t("step.papers") }), " ", leg.papers.join(", ")) : null,
    leg.crossing_id && onCrossing ? el("p", {}, el("button", { type: "button", class: "link", text: t("step.crossing"), onclick: () => onCrossing(leg.crossing_id) })) : null,
    leg.sources.length ? el("ul", { class: "sources" }, ...leg.sources.map((source) => sourceItem(source))) : null,
  ].filter(Boolean);
  if (!parts.length) return null;
  return el("details", { class: "more" }, el("summary", { text: t("step.more") }), ...parts);
}

export function sourceItem(source) {
  return el("li", {}, nameOf(source.text), " ",
    el("span", { class: `confidence confidence-${source.confidence}`, text: t(`confidence.${source.confidence}`) }),
    el("span", { class: "muted", text: ` ${t("source.as_of", { date: source.as_of })} \u00b7 ${source.table}/${source.row_id}` }));
}

function sourceList(plan, document) {
  const seen = new Map();
  for (const leg of plan.legs) for (const source of leg.sources) seen.set(source.text, source);
  return el("details", { class: "all-sources" },
    el("summary", { text: plural("result.sources", seen.size) }),
    el("ul", { class: "sources" }, ...[...seen.values()].map((source) => el("li", {}, nameOf(source.text), " ",
      el("span", { class: "muted", text: t("source.as_of", { date: source.as_of }) })))),
    el("p", { class: "muted" }, t("result.data", { version: document.network.data_version }), " \u00b7 ", nameOf(document.network.attribution.join("; "))));
}

export function renderNoPlan(document, { onRemedy = () => {}, onCrossing = null } = {}) {
  return el("article", { class: "card no-plan", "aria-labelledby": "result-heading" },
    el("h2", { id: "result-heading", tabindex: "-1", text: t("no_plan.title") }),
    document.reason ? el("p", { class: "reason" }, nameOf(document.reason.text)) : null,
    document.blocked.length ? el("details", { open: document.blocked.length <= 6 },
      el("summary", { text: plural("no_plan.blocked", document.blocked.length) }),
      el("ul", { class: "blocked" }, ...document.blocked.map((item) => el("li", {}, symbol("closed", 18),
        el("span", {}, nameOf(item.text), item.values.crossing_id && onCrossing ? el("button", {
          type: "button", class: "link", text: t("step.crossing"), onclick: () => onCrossing(item.values.crossing_id),
        }) : null))))) : null,
    document.remedies.length ? el("div", {}, el("h3", { text: t("no_plan.remedies") }),
      el("div", { class: "buttons" }, ...document.remedies.map((remedy) =>
        el("button", { type: "button", class: "remedy", onclick: () => onRemedy(remedy.change) }, nameOf(remedy.text))))) : null,
    document.warnings.length ? warningList(document.warnings) : null);
}
