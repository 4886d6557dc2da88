// What the app knows: whose phone it is, his day, the network. Read from the store at the start, so that all of it is there without a network.
import {asked, count, get, put, spare, tx, under} from "./store.js";
import {NEEDS, SENDING, WAITING} from "./outbox.js";
import {ask} from "./wire.js";

export const phone = {person: 0, day: null, net: {}, off: 0, waiting: 0, needs: 0, room: null, reached: undefined};
const PICTURES = "matter-pictures", MOST_PICTURES = 300;

export async function load() {
  phone.person = await get("meta", "person") || 0;
  phone.day = phone.person ? await get("meta", "day:" + phone.person) || null : null;
  await look();
}

// look reads what may have changed elsewhere: another tab, the service worker.
export async function look() {
  phone.net = await get("meta", "net") || {tries: 0, next: 0};
  phone.off = await get("meta", "off") || 0;
  const p = phone.person;
  phone.waiting = await count("outbox", "state", under(p, WAITING)) + await count("outbox", "state", under(p, SENDING));
  phone.needs = await count("outbox", "state", under(p, NEEDS));
}

// refresh fetches the day. It says whether the server was reached; another person's login makes it his phone.
export async function refresh() {
  const r = await ask("GET", "/field/day");
  phone.reached = r.status !== 0;
  if (r.status === 200) {
    const id = r.result.person.id;
    const other = phone.person && phone.person !== id;
    await spare(tx("meta", async s => {
      await asked(s.put(r.result, "day:" + id));
      await asked(s.put(id, "person"));
      await asked(s.put({tries: 0, next: 0, login: false, other: ""}, "net"));
    }));
    phone.person = id;
    phone.day = r.result;
    if (other && "caches" in self) await caches.delete(PICTURES);
    pictures(r.result).catch(() => {}); // without them the words are there
  } else if (r.status === 401 || r.problem?.code === "password_first") {
    await spare(put("meta", {...phone.net, login: true}, "net"));
  }
  await look();
  return phone.reached;
}

// pictures keeps the small pictures of the matters that wait for a verdict, and lets go of those of yesterday.
async function pictures(day) {
  if (!("caches" in self)) return;
  const cache = await caches.open(PICTURES);
  const want = new Set(day.work.filter(w => w.may.includes("strike_off")).flatMap(w => w.photos || []).slice(0, MOST_PICTURES));
  for (const old of await cache.keys()) {
    const u = new URL(old.url);
    if (!want.delete(u.pathname + u.search)) await cache.delete(old);
  }
  for (const path of want) {
    const r = await fetch(path);
    if (r.ok) await cache.put(path, r);
  }
}

// picture is the address of a kept picture, or the server's.
export async function picture(path) {
  const r = "caches" in self ? await (await caches.open(PICTURES)).match(path) : null;
  return r ? URL.createObjectURL(await r.blob()) : path;
}

// questions are those to ask at a point, in order, with what is open there already.
export function questions(point) {
  const v = phone.day.day.versions.find(x => x.id === point.standard);
  const by = new Map((v?.items || []).map(i => [i.code, i]));
  return point.items.map(c => by.get(c)).filter(Boolean);
}

export const pointKey = p => `point:${p.round || 0}:${p.again || 0}:${p.id}`;
export const pointOf = key => phone.day?.day?.points.find(p => pointKey(p) === key);
export const workOf = id => phone.day?.work.find(w => w.id === id);

// openAt are the open matters at a point. They are sorted by point once a day, not looked through once a row.
let sorted = {};
export function openAt(id) {
  const list = phone.day?.day?.matters || [];
  if (sorted.list !== list) {
    sorted = {list, at: new Map()};
    for (const m of list) sorted.at.has(m.point) ? sorted.at.get(m.point).push(m) : sorted.at.set(m.point, [m]);
  }
  return sorted.at.get(id) || [];
}
