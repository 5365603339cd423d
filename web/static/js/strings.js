// The texts of the page, by key. Values in {braces} are filled in.

let words = {};

export function setWords(dictionary) {
  words = dictionary;
}

export function t(key, values = {}) {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// English and Russian plural forms: "key.one", "key.few", "key.many", "key.other".
export function plural(key, count, shown = String(count)) {
  const form = new Intl.PluralRules(document.documentElement.lang || "en").select(count);
  return t(words[`${key}.${form}`] ? `${key}.${form}` : `${key}.other`, { count: shown });
}
