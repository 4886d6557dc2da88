// A patrol under way: begun and ended by whoever has the phone, ended by itself at the hour that he set. Every fix is written down at once, so that a phone
// that was killed goes on where it stood. What is believed goes into the outbox in parts, a part for each stretch: an area on a day.
import {all, asked, get, ids, put, spare, tx, under} from "./store.js";
import {WAITING} from "./outbox.js";
import {newID} from "./ids.js";
import {clean, metres, pack, simplify} from "./track.js";
import {tell} from "./send.js";
import {phone} from "./state.js";

const EVERY = 15000, NEAR = 25; // ms between two fixes, unless one lies further than so many metres away
const PART = 480; // fixes of a part: two hours
const LINE = 2000; // spots that the sketch keeps

// walk is the patrol of the phone's owner, null for none: {key, person, theme, area, persons, until, since, leg, n, next, part, legs, line, last}.
export let walk = null;
let watching = null, timer = 0, lock = null, busy = Promise.resolve();
const hearers = new Set();

// walked calls fn whenever the patrol changed.
export function walked(fn) { hearers.add(fn); }
const changed = () => hearers.forEach(fn => fn());

// head is what every piece says of the patrol, so that whichever arrives first begins it.
export const head = (w = walk) => w && {key: w.key, theme: w.theme, area: w.area, persons: w.persons};

const name = () => "patrol:" + phone.person;
const dayOf = ms => new Date(ms - phone.off).toDateString();

// one does things one after another: a fix that comes in while a part is cut waits.
const one = fn => busy = busy.then(fn, fn);

// resume takes up what was under way when the app was closed or the phone was killed.
export async function resume() {
  walk = phone.person ? await get("meta", name()) || null : null;
  if (!walk) return stop();
  if (Date.now() >= walk.until) return end("lost");
  watch();
}

export async function begin({theme, area, persons, until}) {
  const now = Date.now();
  walk = {key: newID(now), person: phone.person, theme, area, persons, until, since: now, leg: {area, from: now}, next: 0, first: 0, part: 0, legs: [], line: [], last: null, trouble: ""};
  await put("meta", walk, name());
  watch();
  changed();
}

// watch asks the phone where it is until the patrol ends, and keeps the screen on: a page that is not shown is told nothing.
function watch() {
  stop();
  if (navigator.geolocation) watching = navigator.geolocation.watchPosition(p => one(() => fix(p)), e => { if (walk) { walk.trouble = e.code === 1 ? "denied" : "none"; changed(); } }, {enableHighAccuracy: true, maximumAge: 5000, timeout: 60000});
  else walk.trouble = "denied";
  timer = setInterval(() => one(look), 5000);
  awake();
}

async function awake() {
  try { if (walk && !document.hidden) lock = await navigator.wakeLock?.request("screen"); } catch { /* a phone that is low does not want to */ }
}
addEventListener("visibilitychange", awake, true);

function stop() {
  if (watching !== null) navigator.geolocation.clearWatch(watching);
  clearInterval(timer);
  lock?.release().catch(() => {});
  watching = lock = null;
}

// look ends the patrol when its hour has come, and its leg when the day has.
async function look() {
  if (!walk) return;
  if (Date.now() >= walk.until) return end("hour", true);
  if (dayOf(Date.now()) !== dayOf(walk.leg.from)) await cut(true);
}

async function fix(p) {
  if (!walk) return;
  await look();
  if (!walk) return;
  const {latitude: lat, longitude: lng, accuracy} = p.coords, short = n => Math.round(n * 1e7) / 1e7;
  const f = {at: p.timestamp, lat: short(lat), lng: short(lng), acc: Math.round(accuracy)}, last = walk.last;
  if (last && Math.abs(f.at - last.at) < EVERY && metres(last.lat, last.lng, f.lat, f.lng) < NEAR) return;
  walk.last = f;
  walk.trouble = "";
  await spare(tx(["fixes", "meta"], async (fixes, meta) => {
    await asked(fixes.put(f, [walk.key, walk.next++]));
    await asked(meta.put(walk, name()));
  }, "relaxed"));
  if (walk.next - walk.first >= PART) await cut(false);
  changed();
}

// fixesOf are the fixes since the last part was cut.
export const fixesOf = w => w ? all("fixes", null, under(w.key)) : [];

// entry is a piece on its way.
const entry = (w, kind, title, body) => ({id: newID(), person: w.person, at: Date.now() * 1000, state: WAITING, tries: 0, next: 0, n: 0, kind, about: "patrol:" + w.key, title, photos: [], form: {}, body: {patrol: head(w), ...body}});

// cut puts the stretch so far into the outbox; over says that the leg ends with it.
async function cut(over, more = () => []) {
  const w = walk, fixes = await fixesOf(w), gone = await ids("fixes", null, under(w.key));
  const believed = simplify(clean(fixes)), now = Math.min(Date.now(), Math.max(w.until, w.leg.from));
  const leg = {area: w.leg.area, from: Math.round(w.leg.from * 1000), to: Math.round(now * 1000)};
  const next = {...w, first: w.next, legs: over ? [...w.legs, leg] : w.legs, leg: over ? {...w.leg, from: now} : w.leg};
  next.line = [...w.line, ...believed.map(f => [f.lat, f.lng])].slice(-LINE);
  const list = [];
  if (believed.length) list.push(entry(w, "patrol_part", String(++next.part), {n: next.part, legs: [leg], track: pack(believed)}));
  const ends = more(next);
  await tx(["outbox", "fixes", "meta"], async (outbox, kept, meta) => {
    for (const e of [...list, ...ends]) await asked(outbox.put(e));
    for (const key of gone) await asked(kept.delete(key));
    await asked(ends.length ? meta.delete(name()) : meta.put(next, name()));
  });
  walk = ends.length ? null : next;
  tell();
  changed();
}

// move goes on in another area.
export const move = area => one(async () => {
  await cut(true);
  walk.leg.area = area;
  await put("meta", walk, name());
  changed();
});

// end ends the patrol: its last stretch and its end go into the outbox in one step.
export function end(how, already) {
  const run = async () => {
    if (!walk) return;
    stop();
    await cut(true, next => [entry(next, "patrol_end", "", {legs: next.legs, parts: next.part, how})]);
  };
  return already ? run() : one(run);
}
