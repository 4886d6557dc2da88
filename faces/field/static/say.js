// Sentences: the program's own catalogue, handed over as a file for each language. Keys are those of package lang.
import {get, put} from "./store.js";

let words = {}, lang = "zh-CN";

export const language = () => lang;
const base = new URL("./", import.meta.url);

export async function speak(l) {
  lang = l;
  const r = await fetch(new URL("words." + l + ".json", base));
  words = await r.json();
  document.documentElement.lang = l;
  document.title = say("phone.title");
}

export async function start() {
  const l = await get("meta", "lang") || document.documentElement.lang;
  if (await get("meta", "lang") === undefined) await put("meta", l === "en" ? "en" : "zh-CN", "lang");
  await speak(l === "en" ? "en" : "zh-CN");
}

// say is a sentence with its {placeholders} filled in.
export function say(key, args = {}) {
  const s = args.n === 1 && words[key + ".one"] || words[key] || key;
  return s.replace(/\{(\w+)\}/g, (all, name) => name in args ? String(args[name]) : all);
}

// when is an instant, short: the time today, else the date and time. µs.
export function when(us) {
  const d = new Date(us / 1000);
  return style(d.toDateString() === new Date().toDateString() ? "time" : "date").format(d);
}

// day is a date in words. ms.
export const day = at => style("day").format(new Date(at));

// style is a way to write dates; one is dear to make and cheap to use.
const time = {hour: "2-digit", minute: "2-digit", hour12: false}, styles = new Map();
const ways = {time, date: {month: "numeric", day: "numeric", ...time}, day: {month: "long", day: "numeric", weekday: "long"}};
function style(way) {
  const key = lang + way;
  if (!styles.has(key)) styles.set(key, new Intl.DateTimeFormat(lang, ways[way]));
  return styles.get(key);
}

// megabytes in words, of little kilobytes.
export const mega = bytes => bytes < 1 << 20 ? Math.ceil(bytes / 1024).toLocaleString(lang) + " KB" : (bytes / (1 << 20)).toLocaleString(lang, {maximumFractionDigits: bytes < 10 << 20 ? 1 : 0}) + " MB";

// far is a distance in words of two figures at most, of metres.
export const far = m => m < 950 ? (m < 95 ? Math.round(m / 5) * 5 : Math.round(m / 10) * 10) + " m" : (m / 1000).toLocaleString(lang, {maximumFractionDigits: m < 9950 ? 1 : 0}) + " km";
