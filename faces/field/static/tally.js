// Counting who passes, with one thumb: a tap for each, kept at once. What was begun goes on after the phone was killed, and is sent as one sheet.
// No names, no plates, no pictures: numbers by vehicle, seat and whether the helmet or belt is worn.
import {fold, h, icon, link, toast, twice} from "./dom.js";
import {say, when} from "./say.js";
import {keys} from "./store.js";
import {phone} from "./state.js";
import {begin, discard, finish, save} from "./drafts.js";
import {right, words, wrong} from "./fields.js";
import {micros} from "./wire.js";

export const tallyKey = t => `tally:${t.tally}:${t.wave}:${t.no}`;

const cellWords = (t, cell) => {
  const [v, s, use] = cell.split(".");
  return [say("tally.of." + v), say("tally.of." + s), say("tally.of." + t.kind + "_" + use)].join(" ");
};

export async function tally(base, key = base) {
  const draft = await begin(phone.person, key, {taps: [], reason: "", of: phone.day.tallies?.find(t => tallyKey(t) === base)});
  const form = draft.form, t = form.of;
  if (!t) return h("div", {class: "stack"}, h("h1", null, say("phone.tally.gone")), h("p", null, say("phone.tally.gone_help")), link("/", {class: "button"}, say("phone.today")));
  const head = [h("h1", null, t.site), h("p", {class: "soft"}, [when(t.at), say("phone.tally.wave." + t.wave), t.area].filter(Boolean).join(" · "))];
  const sent = (await keys("outbox", "about", [phone.person])).get(base);
  if (sent && !draft.id || t.counted) return h("div", {class: "stack"}, ...head, h("p", {class: "note"}, say("phone.tally.is_counted")), sent && link("/outbox/" + sent, {class: "button"}, say("phone.outbox")));

  const told = h("p", {class: "count", role: "status"}), clock = h("p", {class: "count"}), numbers = new Map();
  const show = () => { for (const [cell, n] of numbers) n.textContent = String(form.taps.filter(x => x === cell).length); };
  const tick = () => {
    const s = form.begun ? Math.max(0, Math.floor((micros() - form.begun) / 1e6)) : 0;
    clock.textContent = say("phone.tally.clock", {minutes: Math.floor(s / 60), seconds: String(s % 60).padStart(2, "0"), of: t.minutes, n: form.taps.length}) + (s >= t.minutes * 60 ? " · " + say("phone.tally.enough") : "");
  };
  const kept = what => { told.textContent = what; show(); tick(); return save(draft, true); };
  const tap = cell => {
    form.ended = micros();
    form.begun ||= form.ended;
    form.taps.push(cell);
    kept(say("phone.tally.tapped", {what: cellWords(t, cell)}));
  };
  const undo = () => {
    const cell = form.taps.pop();
    kept(cell ? say("phone.tally.undone", {what: cellWords(t, cell)}) : say("phone.tally.nothing"));
  };
  const button = cell => {
    const n = h("output"), use = cell.split(".")[2];
    numbers.set(cell, n);
    return h("button", {type: "button", class: "tap " + use, "data-cell": cell, "aria-label": cellWords(t, cell), onclick: () => tap(cell)}, icon(use === "on" ? "check" : "cross"), h("span", null, say("tally.of." + t.kind + "_" + use)), n);
  };
  const pad = h("div", {class: "pad"}, t.rows.map(([v, s]) => h("div", {class: "taps", role: "group", "aria-label": say("tally.of." + v) + " " + say("tally.of." + s)},
    h("span", null, h("b", null, say("tally.of." + v)), h("span", {class: "soft small"}, say("tally.of." + s))), button(`${v}.${s}.on`), button(`${v}.${s}.off`))));
  const done = h("button", {type: "button", class: "primary", onclick: async () => {
    if (!form.taps.length && !done.dataset.sure) {
      done.dataset.sure = "1";
      told.textContent = say("phone.tally.none_sure");
      return;
    }
    const counts = {}, now = micros();
    for (const cell of form.taps) counts[cell] = (counts[cell] || 0) + 1;
    await finish(draft, {kind: "tally", about: base, title: t.site, body: {tally: t.tally, wave: t.wave, place: t.no, begun: form.begun || now, ended: form.ended || now, counts}});
    toast(say("phone.kept"));
    location.hash = "#/";
  }}, icon("outbox"), h("span", null, say("phone.tally.finish")));
  const missed = () => {
    const why = words(form, "reason", say("phone.tally.why"), quick => save(draft, quick), {required: true, rows: 2, max: 200});
    return h("div", {class: "stack"}, h("p", {class: "soft"}, say("phone.tally.miss_help")), why, h("button", {type: "button", onclick: async () => {
      right(why);
      if (!form.reason.trim()) return wrong(why, say("phone.tally.why_missing"));
      await finish(draft, {kind: "tally_miss", about: base, title: t.site, body: {tally: t.tally, wave: t.wave, place: t.no, reason: form.reason, text: form.reason}});
      toast(say("phone.kept"));
      location.hash = "#/";
    }}, say("phone.tally.miss_send")));
  };
  show();
  tick();
  const timer = setInterval(() => clock.isConnected ? tick() : clearInterval(timer), 1000);
  return h("div", {class: "stack tally"}, ...head, draft.id && h("p", {class: "note"}, say("phone.mending")), pad, told,
    h("div", {class: "stand"}, clock, h("div", {class: "row"}, h("button", {type: "button", class: "undo", onclick: undo}, icon("back"), h("span", null, say("phone.tally.undo"))), done)),
    fold({class: "note"}, say("phone.tally.miss"), missed), h("p", {class: "soft small"}, say("phone.tally.no_photos")),
    twice(say("phone.discard_draft"), say("phone.discard_sure"), async () => { await discard(draft); location.hash = "#/"; }));
}
