// Sending the outbox, from a page or from the service worker. One of them at a time: the lock is the phone's, the ids keep two phones apart.
import {asked, full, get, ids, put, spare, tx, under} from "./store.js";
import {SENDING, SENT, WAITING, after, filled, goesOn, pause, verdict} from "./outbox.js";
import {ask, micros} from "./wire.js";

const CHUNK = 256 * 1024; // bytes of a photo at a time: what is lost when the network goes away
const channel = "BroadcastChannel" in self ? new BroadcastChannel("xiaohao-field") : null;
const KEEP = 300; // entries that were sent stay to be read

// heard calls fn whenever the outbox changed, here or elsewhere.
const hearers = new Set();
export function heard(fn) { hearers.add(fn); }
if (channel) channel.onmessage = () => hearers.forEach(fn => fn());
export function tell() {
  channel?.postMessage("outbox");
  hearers.forEach(fn => fn());
}

// send tries everything that is due; hurry ignores pauses. It gives the time of the next try, 0 for none, null when somebody else is sending.
export async function send(hurry) {
  const run = () => round(hurry);
  if (!navigator.locks) return run();
  return navigator.locks.request("xiaohao-outbox", {ifAvailable: true}, lock => lock ? run() : null);
}

async function round(hurry) {
  const person = await get("meta", "person");
  if (!person) return 0;
  const net = await get("meta", "net") || {tries: 0, next: 0};
  if (!hurry && net.next > Date.now()) return net.next;
  const seen = new Set(), later = [];
  let tried = false;
  for (let id; (id = (await waiting(person)).find(x => !seen.has(x)));) {
    seen.add(id);
    const e = await get("outbox", id);
    if (!e || !onItsWay(e)) continue;
    if (!hurry && (e.next || 0) > Date.now()) {
      later.push(e.next);
      continue;
    }
    tried = true;
    const answer = await one(person, e);
    const left = await settle(e.id, answer);
    if (left && onItsWay(left)) later.push(left.next || 0);
    if (!goesOn(answer)) return stop(answer, net);
  }
  if (tried) await spare(put("meta", {tries: 0, next: 0, login: false, other: ""}, "net"));
  tell();
  await sweep(person);
  return later.length ? Math.max(Date.now() + 4000, Math.min(...later)) : 0;
}

// waiting are the ids of what is not sent yet, the oldest first; no entry is read, for there may be hundreds.
const waiting = async person => [...await ids("outbox", "state", under(person, WAITING)), ...await ids("outbox", "state", under(person, SENDING))].sort();
const onItsWay = e => e.state === WAITING || e.state === SENDING;

// stop keeps what was learned of the network or the login, and says when to try again.
async function stop(answer, net) {
  const what = verdict(answer);
  const tries = what === "wait" ? net.tries + 1 : 0;
  const next = what === "wait" ? Date.now() + pause(tries) : 0;
  await spare(put("meta", {tries, next, login: what === "login", other: what === "other" ? answer.problem?.title || "" : ""}, "net"));
  tell();
  return next;
}

// one sends an entry: its photos first, then the command that names them.
async function one(person, e) {
  const photos = await Promise.all(e.photos.map(id => get("photos", id)));
  const m = photos.length + 1, tokens = new Map(), fresh = !e.begun;
  await progress(e.id, 0, m);
  let n = 0;
  for (const p of photos) {
    if (!p) continue; // nothing of it is left to send
    const got = p.token ? {status: 200, result: {token: p.token}} : await upload(person, p, fresh);
    if (!got.result?.token) return got;
    if (!p.token) await spare(tx("photos", async s => { const now = await asked(s.get(p.id)); if (now) await asked(s.put({...now, token: got.result.token})); }));
    tokens.set(p.id, got.result.token);
    await progress(e.id, ++n, m);
  }
  const body = JSON.stringify({id: e.id, kind: e.kind, matter: e.matter || undefined, at: e.at, sent: micros(), body: filled(e.body, tokens)});
  const answer = await ask("POST", "/field/entries", {person, body, type: "application/json"});
  // Its photos are given up once it was taken, when the phone had no room to write that down: without them it is another one to the server, which has it.
  if (tokens.size < photos.length && answer.problem?.code?.startsWith("command_other")) return {status: 200, result: {repeated: true, message: ""}};
  return answer;
}

// upload sends a photo from where it stopped; of one that is fresh the server has nothing, and need not be asked.
async function upload(person, p, fresh) {
  const file = await get("files", p.id);
  if (!file) return {status: 422, problem: {code: "photo_missing", title: "", field: "photos"}};
  const path = "/field/uploads/" + p.id;
  let sum;
  try {
    sum = Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer())), x => x.toString(16).padStart(2, "0")).join("");
  } catch {
    return {status: 422, problem: {code: "photo_broken", title: "", field: "photos"}};
  }
  let at = fresh ? {status: 200, result: {got: 0}} : await ask("GET", path, {person});
  for (let stuck = 0; at.result && !at.result.token && stuck < 3;) {
    const offset = at.result.got, q = new URLSearchParams({offset, size: file.size, sum, sent: micros(), told: p.told || ""});
    for (const k of ["taken", "lat", "lng"]) if (p[k] !== undefined && p[k] !== null) q.set(k, p[k]);
    at = await ask("PUT", path + "?" + q, {person, body: file.slice(offset, offset + CHUNK), type: "application/octet-stream"});
    stuck = at.result?.got > offset ? 0 : stuck + 1;
  }
  if (at.result && !at.result.token) return {status: 503};
  return at;
}

// progress notes how much of an entry is there.
async function progress(id, n, m) {
  await spare(change(id, e => ({...e, state: SENDING, begun: true, n, m})));
  tell();
}

// change alters an entry that is still there and still on its way.
function change(id, fn) {
  return tx("outbox", async s => {
    const e = await asked(s.get(id));
    if (e && onItsWay(e)) await asked(s.put(fn(e)));
  });
}

// settle writes what became of an entry and gives it. On a full phone what was sent first gives its photos' room back; one knows it by that when it is sent again.
async function settle(id, answer) {
  try {
    return await written(id, answer);
  } catch (e) {
    if (!full(e) || verdict(answer) !== "sent") throw e;
    const photos = (await get("outbox", id))?.photos || [];
    await tx(["photos", "files"], async (known, files) => { for (const p of photos) { await asked(known.delete(p)); await asked(files.delete(p)); } });
    return written(id, answer);
  }
}

// written does it in one step. What was sent gives its photos' room back; what must be uploaded anew forgets its tokens.
function written(id, answer) {
  const what = verdict(answer);
  return tx(["outbox", "photos", "files"], async (outbox, photos, files) => {
    const e = await asked(outbox.get(id));
    if (!e || !onItsWay(e)) return null;
    const next = after(e, answer, Date.now());
    await asked(outbox.put(next));
    for (const p of e.photos) {
      if (what === "sent") {
        await asked(photos.delete(p));
        await asked(files.delete(p));
      } else if (what === "upload") {
        const x = await asked(photos.get(p));
        if (x) await asked(photos.put({...x, token: undefined}));
      }
    }
    return next;
  }).finally(tell);
}

// sweep forgets the oldest of what was sent.
async function sweep(person) {
  const sent = await ids("outbox", "state", under(person, SENT));
  if (sent.length <= KEEP) return;
  await tx("outbox", async s => { for (const id of sent.slice(0, sent.length - KEEP)) await asked(s.delete(id)); });
}
