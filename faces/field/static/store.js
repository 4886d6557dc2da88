// What the phone keeps, in IndexedDB. Photos' bytes lie apart from what is known of them, so that no list ever loads a picture.
//   meta    what belongs to the phone: who it is for, language, how far its clock is off, the day of each person
//   drafts  [person, key]: what was begun and not finished, written at each touch
//   photos  id: when and where taken, whose, of which draft or entry; how far it is sent
//   files   id: the bytes
//   outbox  id: entries on their way
//   fixes   [patrol, n]: where the phone was on a patrol, until they are in the outbox

import {release} from "./reserve.js";

const NAME = "xiaohao-field", VERSION = 2;
let opening;

export function open() {
  opening ||= new Promise((resolve, reject) => {
    const r = indexedDB.open(NAME, VERSION);
    r.onupgradeneeded = e => {
      const db = r.result;
      if (e.oldVersion < 2) db.createObjectStore("fixes");
      if (e.oldVersion >= 1) return;
      db.createObjectStore("meta");
      db.createObjectStore("drafts", {keyPath: ["person", "key"]});
      db.createObjectStore("photos", {keyPath: "id"}).createIndex("owner", ["person", "owner"]);
      db.createObjectStore("files");
      const o = db.createObjectStore("outbox", {keyPath: "id"});
      o.createIndex("person", ["person", "id"]);
      o.createIndex("state", ["person", "state", "id"]);
      o.createIndex("about", ["person", "about"]);
    };
    r.onblocked = () => reject(new Error("blocked"));
    r.onsuccess = () => {
      r.result.onversionchange = () => { r.result.close(); opening = null; };
      r.result.onclose = () => { opening = null; };
      resolve(r.result);
    };
    r.onerror = () => reject(r.error);
  }).catch(e => { opening = null; throw e; });
  return opening;
}

export const asked = r => new Promise((resolve, reject) => {
  r.onsuccess = () => resolve(r.result);
  r.onerror = () => reject(r.error);
});

// tx runs fn in one transaction and waits until it is on the disk, not only handed to the system: a battery may die. fn must not wait for anything else,
// and is run again, with the room that is kept for words, when the phone is full.
export async function tx(stores, fn, durability = "strict") {
  try {
    return await fitting(stores, fn, durability);
  } catch (e) {
    if (!full(e) || !await release()) throw e;
    for (const pause of [0, 300, 1000, 3000]) { // the browser takes its time to count anew
      await new Promise(ok => setTimeout(ok, pause));
      try { return await fitting(stores, fn, durability); } catch (again) { if (!full(again)) throw again; }
    }
    throw e;
  }
}

// fitting is tx for what need not be kept at any price.
export async function fitting(stores, fn, durability = "strict") {
  const db = await open();
  const t = db.transaction(stores, "readwrite", {durability});
  const done = new Promise((resolve, reject) => {
    t.oncomplete = resolve;
    t.onabort = () => reject(t.error || new Error("aborted"));
  });
  try {
    const out = await fn(...[].concat(stores).map(s => t.objectStore(s)));
    await done;
    return out;
  } catch (e) {
    try { t.abort(); } catch { /* it has ended */ }
    done.catch(() => {});
    throw e;
  }
}

const reading = async store => (await open()).transaction(store).objectStore(store);

export const get = async (store, key) => asked((await reading(store)).get(key));
export const put = (store, value, key, durability) => tx(store, s => asked(s.put(value, key)), durability);
export const drop = (store, key) => tx(store, s => asked(s.delete(key)));
export const count = async (store, index, range) => asked((await reading(store)).index(index).count(range));
export const all = async (store, index, range) => asked((index ? (await reading(store)).index(index) : await reading(store)).getAll(range));

// ids are the primary keys of what an index, or the store itself, has in a range; no value is read.
export const ids = async (store, index, range) => asked((index ? (await reading(store)).index(index) : await reading(store)).getAllKeys(range));

// under is every key that begins with these parts.
export const under = (...parts) => IDBKeyRange.bound(parts, [...parts, []]);

// page is the newest n of an index, before a key when one is given.
export async function page(store, index, prefix, n, before) {
  const range = IDBKeyRange.bound(prefix, before ? [...prefix, before] : [...prefix, []], false, !!before);
  const cursor = (await reading(store)).index(index).openCursor(range, "prev");
  const out = [];
  return new Promise((resolve, reject) => {
    cursor.onerror = () => reject(cursor.error);
    cursor.onsuccess = () => {
      const c = cursor.result;
      if (!c || out.length === n) return resolve(out);
      out.push(c.value);
      c.continue();
    };
  });
}

// keys are the last parts of an index's keys under a prefix, with the value's primary key; no value is read.
export async function keys(store, index, prefix) {
  const cursor = (await reading(store)).index(index).openKeyCursor(IDBKeyRange.bound(prefix, [...prefix, []]));
  const out = new Map();
  return new Promise((resolve, reject) => {
    cursor.onerror = () => reject(cursor.error);
    cursor.onsuccess = () => {
      const c = cursor.result;
      if (!c) return resolve(out);
      out.set(c.key[c.key.length - 1], c.primaryKey);
      c.continue();
    };
  });
}

export const full = e => e?.name === "QuotaExceededError" || e?.inner?.name === "QuotaExceededError";

// spare waits for a write that can be done without on a phone that is full: sending must go on there, for it makes room.
export const spare = write => write.catch(e => { if (!full(e)) throw e; });
