// The rules of the phone that need no browser: what an answer does to an entry, ids, and what is read from a photo. Run by `go test ./field`.
import test from "node:test";
import assert from "node:assert/strict";
import {NEEDS, SENT, WAITING, after, filled, goesOn, mends, pause, photosOf, verdict, without} from "../static/outbox.js";
import {newID} from "../static/ids.js";
import {exif} from "../static/exif.js";
import {readFileSync} from "node:fs";
import {clean, pack, simplify} from "../static/track.js";
import {away, bar, frame, holds, nearest, outlines, rings} from "../static/project.js";

const entry = {id: "1", state: "sending", kind: "report", n: 2, tries: 0, photos: ["p1"], form: {text: "x"}, body: {text: "x", photos: ["p1"]}};
const refusal = (status, code, field) => ({status, problem: {title: "why", code, field}});

test("every answer leaves the entry what it holds", () => {
  for (const status of [0, 200, 400, 401, 403, 404, 409, 413, 422, 429, 500, 502, 503, 504, 507])
    for (const code of [undefined, "meanwhile", "upload_unknown", "other_person", "password_first", "text_missing"]) {
      const answer = {status, problem: code ? {code, title: "t"} : null, result: {}};
      const e = after(entry, answer, 1000);
      assert.deepEqual([e.id, e.form, e.body, e.photos], [entry.id, entry.form, entry.body, entry.photos], status + " " + code);
      assert.ok([WAITING, NEEDS, SENT].includes(e.state));
      assert.equal(e.state === SENT, status >= 200 && status < 300);
      assert.equal(e.state === NEEDS && !e.reason, false, "a refusal has a reason");
    }
});

test("what an answer means", () => {
  for (const [want, answer] of [["wait", {status: 0}], ["sent", {status: 200}], ["login", refusal(401, "login_needed")], ["login", refusal(403, "password_first")], ["other", refusal(409, "other_person")],
    ["upload", refusal(422, "upload_unknown")], ["wait", refusal(429, "limited")], ["wait", refusal(503, "try_again")], ["wait", refusal(507, "disk")], ["again", refusal(500, "internal")], ["again", {status: 404, problem: null}],
    ["needs", refusal(409, "meanwhile")], ["needs", refusal(422, "text_missing", "text")], ["needs", refusal(403, "not_allowed")]]) assert.equal(verdict(answer), want, JSON.stringify(answer));
});

test("one entry's trouble holds no other up, a missing network or login does", () => {
  for (const a of [refusal(422, "text_missing"), refusal(500, "internal"), {status: 200}, refusal(422, "upload_unknown")]) assert.ok(goesOn(a));
  for (const a of [{status: 0}, refusal(401, "x"), refusal(503, "x"), refusal(409, "other_person")]) assert.ok(!goesOn(a));
});

test("uploads that are gone are made anew three times, then a person decides", () => {
  let e = entry;
  for (let i = 0; i < 3; i++) assert.equal((e = after(e, refusal(422, "upload_unknown"), 0)).state, WAITING);
  assert.equal(after(e, refusal(422, "upload_unknown"), 0).state, NEEDS);
});

test("pauses grow to five minutes and differ from phone to phone", () => {
  for (let tries = 1, last = 0; tries < 40; tries++) {
    const long = pause(tries, () => 0), short = pause(tries, () => 1);
    assert.ok(long >= last && long <= 300000 && short >= long * 0.74 && short < long);
    last = long;
  }
});

test("ways out of a refusal", () => {
  const needs = (kind, code, field, photos = ["p"]) => mends({kind, matter: kind === "report" || kind === "inspection" ? undefined : 7, photos, reason: {code, field}});
  for (const kind of ["report", "inspection", "fixed", "strike_off", "reject", "remark"])
    for (const code of ["meanwhile", "text_missing", "photo_broken", "matter_missing", "not_allowed", undefined]) {
      const m = needs(kind, code);
      assert.equal(m.at(-1), "discard");
      assert.ok(m.includes("edit") && m.includes("again"), kind + " " + code);
      assert.equal(new Set(m).size, m.length);
    }
  assert.equal(needs("strike_off", "meanwhile")[0], "remark");
  assert.equal(needs("report", "text_missing")[0], "edit");
  assert.ok(needs("report", "photo_broken", "photos").includes("bare"));
  assert.ok(!needs("report", "photo_broken", "photos", []).includes("bare"));
});

test("photos are found, named and left out at every depth", () => {
  const body = {photos: ["a"], answers: [{photos: ["b", "c"], fixed: {photos: ["d"], note: "n"}}, {item: "2"}], note: null};
  assert.deepEqual(photosOf(body).sort(), ["a", "b", "c", "d"]);
  assert.deepEqual(filled(body, new Map([["a", "A"], ["b", "B"], ["d", "D"]])), {photos: ["A"], answers: [{photos: ["B"], fixed: {photos: ["D"], note: "n"}}, {item: "2"}], note: null});
  assert.deepEqual(photosOf(without(body)), []);
});

test("ids are UUIDv7: sorted by time, never the same", () => {
  const seen = new Set();
  let last = "";
  for (let i = 0; i < 2000; i++) {
    const id = newID(1_790_000_000_000 + i);
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.ok(id > last && !seen.has(id));
    seen.add(last = id);
  }
});

// jpeg is the head of a photo as a camera writes it.
function jpeg({taken, offset, lat, lng, little = false}) {
  const b = new Uint8Array(600), v = new DataView(b.buffer), T = 12;
  v.setUint16(0, 0xffd8); v.setUint16(2, 0xffe1); v.setUint16(4, 590); v.setUint32(6, 0x45786966);
  const put16 = (p, n) => v.setUint16(T + p, n, little), put32 = (p, n) => v.setUint32(T + p, n, little);
  const tag = (p, id, kind, many, value) => { put16(p, id); put16(p + 2, kind); put32(p + 4, many); kind === 2 && many <= 4 ? b.set(new TextEncoder().encode(value), T + p + 8) : put32(p + 8, value); };
  const text = (p, s) => b.set(new TextEncoder().encode(s + "\0"), T + p);
  put16(0, little ? 0x4949 : 0x4d4d); put16(2, 42); put32(4, 8);
  put16(8, 2); tag(10, 0x8769, 4, 1, 40); tag(22, 0x8825, 4, 1, 80);
  put16(40, offset ? 2 : 1); tag(42, 0x9003, 2, 20, 200); text(200, taken || "");
  if (offset) { tag(54, 0x9011, 2, 7, 230); text(230, offset); }
  put16(80, 4); tag(82, 1, 2, 2, lat < 0 ? "S" : "N"); tag(94, 2, 5, 3, 300); tag(106, 3, 2, 2, lng < 0 ? "W" : "E"); tag(118, 4, 5, 3, 340);
  for (const [p, d] of [[300, Math.abs(lat)], [340, Math.abs(lng)]]) [[Math.floor(d), 1], [Math.floor(d % 1 * 60), 1], [Math.round(d * 60 % 1 * 60 * 1e4), 1e4]].forEach(([n, m], i) => { put32(p + i * 8, n); put32(p + i * 8 + 4, m); });
  return b;
}

test("a photo's own time and place", () => {
  for (const little of [false, true]) {
    const e = exif(jpeg({taken: "2026:11:25 09:41:00", lat: 26.893125, lng: -112.6175, little}));
    assert.equal(e.taken, Date.UTC(2026, 10, 25, 1, 41) * 1000);
    assert.ok(Math.abs(e.lat - 26.893125) < 1e-6 && Math.abs(e.lng + 112.6175) < 1e-6, JSON.stringify(e));
  }
  assert.equal(exif(jpeg({taken: "2026:11:25 09:41:00", offset: "+09:00", lat: 1, lng: 1})).taken, Date.UTC(2026, 10, 25, 0, 41) * 1000);
});

test("a photo that says nothing, or nonsense, says nothing", () => {
  assert.deepEqual(exif(new Uint8Array([0xff, 0xd8, 0xff, 0xdb, 0, 4, 0, 0])), {});
  assert.deepEqual(exif(new Uint8Array(0)), {});
  const whole = jpeg({taken: "0000:00:00 00:00:00", lat: 0, lng: 0});
  const e = exif(whole);
  assert.ok(!e.taken && e.lat === undefined);
  for (let i = 0; i < whole.length; i++) exif(whole.slice(0, i)); // none of them throws or never ends
  for (let i = 0; i < 3000; i++) {
    const b = jpeg({taken: "2026:11:25 09:41:00", lat: 26, lng: 112});
    for (let j = 0; j < 5; j++) b[12 + Math.floor(Math.random() * 400)] = Math.floor(Math.random() * 256);
    exif(b);
  }
});

test("boundaries are unpacked from their origin, counties first", () => {
  const list = outlines({lat: 2689000, lng: 11261000, areas: [{name: "t", rings: [[100, 50, 10, 0, 0, 20]]}, {name: "c", top: true, rings: [[0, 0, 1, 1, 1, 1], [5, 5, 1, 0, 0, 1]]}]});
  assert.deepEqual(list.map(a => [a.name, a.lines.length]), [["c", 2], ["t", 1]]);
  assert.deepEqual(list[1].lines[0].map(p => [Math.round(p.lat * 1e5), Math.round(p.lng * 1e5)]), [[2689100, 11261050], [2689110, 11261050], [2689110, 11261070]]);
  assert.deepEqual(outlines(undefined), []);
});

test("a sketch is to scale, north above, and everything is in it", () => {
  for (let i = 0; i < 500; i++) {
    const span = 10 ** (Math.random() * 5 - 5), here = () => ({lat: 26.9 + (Math.random() - 0.5) * span, lng: 112.6 + (Math.random() - 0.5) * span});
    const places = Array.from({length: 1 + i % 7}, here), f = frame(places, 320, 300, 24);
    for (const p of places) {
      assert.ok(f.x(p) >= 23.9 && f.x(p) <= 296.1 && f.y(p) >= 23.9 && f.y(p) <= 276.1, JSON.stringify([p, f.x(p), f.y(p)]));
      const drawn = Math.hypot(f.x(p) - f.x(places[0]), f.y(p) - f.y(places[0])), true_ = away(places[0], p).metres * f.metre;
      assert.ok(Math.abs(drawn - true_) < 0.3 + true_ * 0.01, `${drawn} for ${true_}`);
    }
    const length = bar(f.metre) * f.metre;
    assert.ok(length > 40 && length < 140, `a bar of ${length}`);
  }
  const f = frame([{lat: 26.9, lng: 112.6}], 320, 300, 24);
  assert.deepEqual([f.x({lat: 26.9, lng: 112.6}), f.y({lat: 26.9, lng: 112.6})], [160, 150]);
  assert.ok(f.y({lat: 26.901, lng: 112.6}) < 150 && f.x({lat: 26.9, lng: 112.601}) > 160);
});

test("how far and which way", () => {
  const from = {lat: 26.9, lng: 112.6};
  [[1, 0], [1, 1], [0, 1], [-1, 1], [-1, 0], [-1, -1], [0, -1], [1, -1]].forEach(([north, east], way) => {
    const a = away(from, {lat: from.lat + north * 0.001, lng: from.lng + east * 0.001 / Math.cos(from.lat * Math.PI / 180)});
    assert.equal(a.way, way);
    assert.ok(Math.abs(a.metres - 111.2 * Math.hypot(north, east)) < 0.5, String(a.metres));
  });
});

test("a tap means the nearest mark, if any is near", () => {
  const marks = [{x: 10, y: 10}, {x: 20, y: 10}];
  assert.equal(nearest(marks, 16, 10, 24), marks[1]);
  assert.equal(nearest(marks, 14, 10, 24), marks[0]);
  assert.equal(nearest(marks, 60, 60, 24), undefined);
});

test("a walk is cleaned, simplified and packed as the server does", () => {
  const vectors = JSON.parse(readFileSync(new URL("../../../loop/track/testdata/vectors.json", import.meta.url)));
  assert.ok(vectors.length > 10);
  for (const v of vectors) {
    const c = clean(v.fixes), s = simplify(c);
    assert.deepEqual(c.map(f => f.at), v.clean, v.name);
    assert.deepEqual(s.map(f => f.at), v.simple, v.name);
    assert.equal(pack(s), v.packed, v.name);
  }
});

test("a patch holds what lies in its ground, and not in a hole of it; too late a look can still be a comment", () => {
  const lines = rings([[[2690000, 11260000, 0, 1000, 1000, 0, 0, -1000, -1000, 0], [2690300, 11260300, 0, 400, 400, 0, 0, -400, -400, 0]]]);
  assert.equal(lines.length, 2);
  assert.deepEqual(lines[1][2], {lat: 26.907, lng: 112.607});
  assert.equal(holds(lines, {lat: 26.901, lng: 112.601}), true);
  assert.equal(holds(lines, {lat: 26.905, lng: 112.605}), false);
  assert.equal(holds(lines, {lat: 26.911, lng: 112.605}), false);
  const e = code => mends({kind: "patch_look", matter: 7, photos: [], reason: {code}});
  assert.equal(e("patch_look")[0], "remark");
  assert.equal(e("patrol_words")[0], "edit");
});
