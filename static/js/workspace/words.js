/** The sentences of the page, translated by the server; %(name)s is filled in here. */

export function readJson(id, fallback) {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : fallback;
}

/** `say(key, {n: 2})`; a sentence that counts stands as key.one and key.other. */
export function makeWords(words, lang) {
  const rules = new Intl.PluralRules(lang || undefined);
  const say = (key, values = {}) => {
    const counted = `${key}.${rules.select(values.n ?? 0) === "one" ? "one" : "other"}`;
    const sentence = words[key] ?? words[counted] ?? words[`${key}.other`] ?? key;
    return sentence.replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);
  };
  say.has = (key) => Boolean(words[key]);
  return say;
}

/** An element with attributes, listeners (on…) and children; text is always text. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}
