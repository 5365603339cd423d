// Numbers, times and places in words of the page's language.

import { t } from "./strings.js";

const HOUR_S = 3600;
const DAY_S = 86400;

function language() {
  return document.documentElement.lang || "en";
}

export function number(value, digits = 0) {
  return new Intl.NumberFormat(language(), { maximumFractionDigits: digits, minimumFractionDigits: 0 })
    .format(value).replaceAll(",", "\u202F");
}

// Hours and minutes below 48 hours, days above.
export function duration(seconds) {
  if (seconds >= 2 * DAY_S) return t("unit.days", { n: number(seconds / DAY_S, 1) });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t("unit.minutes", { n: minutes });
  const rest = minutes % 60;
  const hours = t("unit.hours", { n: number(Math.floor(minutes / 60)) });
  return rest ? `${hours} ${t("unit.minutes", { n: rest })}` : hours;
}

export function shortDuration(seconds) {
  if (seconds >= 2 * DAY_S) return number(seconds / DAY_S, 1);
  return number(seconds / HOUR_S, seconds < 10 * HOUR_S ? 1 : 0);
}

export function durationUnit(seconds) {
  return seconds >= 2 * DAY_S ? t("unit.d") : t("unit.h");
}

export function range(low, high) {
  const unit = durationUnit(high);
  const divisor = high >= 2 * DAY_S ? DAY_S : HOUR_S;
  return `${number(low / divisor, 1)}\u2013${number(high / divisor, 1)} ${unit}`;
}

export function distance(metres) {
  const km = metres / 1000;
  return t("unit.km", { n: number(km, km < 10 ? 1 : 0) });
}

export function money(usd) {
  return t("unit.usd", { n: number(usd, usd > 0 && usd < 10 ? 2 : 0) });
}

export function emission(kg) {
  return kg >= 1000 ? t("unit.t_co2e", { n: number(kg / 1000, 2) }) : t("unit.kg_co2e", { n: number(kg, kg < 10 ? 1 : 0) });
}

export function country(code) {
  try {
    return new Intl.DisplayNames([language()], { type: "region" }).of(code);
  } catch {
    return code;
  }
}

// The wall clock of the place, as the RFC 3339 text tells it; the browser's own zone plays no part.
export function wallClock(text) {
  const [, year, month, day, hour, minute, sign, offH, offM] =
    /^(\d+)-(\d+)-(\d+)T(\d+):(\d+)(?::[\d.]+)?(?:([+-])(\d+):(\d+)|Z)$/.exec(text) ?? [];
  if (year === undefined) return { date: text, time: "", offset: "" };
  const at = new Date(Date.UTC(+year, +month - 1, +day, +hour, +minute));
  const date = new Intl.DateTimeFormat(language(), {
    weekday: "short", day: "numeric", month: "short", timeZone: "UTC",
  }).format(at);
  const offset = sign ? `${sign === "-" ? "\u2212" : "+"}${+offH}${offM !== "00" ? `:${offM}` : ""}` : "+0";
  return { date, time: `${hour}:${minute}`, offset, day: `${year}-${month}-${day}`, year };
}
