// The outbox as it is read: every entry with its state in words, and for those that the server refused, the reason and the ways out.
import {h, icon, link, toast, twice} from "./dom.js";
import {mega, say, when} from "./say.js";
import {get, page} from "./store.js";
import {phone} from "./state.js";
import {NEEDS, SENDING, SENT, WAITING, mends, piece, without} from "./outbox.js";
import {alter, reopen, tidy} from "./drafts.js";
import {heard, send} from "./send.js";

const FIRST = 12, PAGE = 30; // entries of each state at first, and with each tap more
const orders = [[NEEDS, "phone.box_needs"], [SENDING, "phone.box_sending"], [WAITING, "phone.box_waiting"], [SENT, "phone.box_sent"]];

// box shows what needs somebody first, then what is on its way, then what is done; of each a portion.
export async function box() {
  const inside = h("div", {class: "stack"});
  const shown = {}, rows = new Map();
  const item = e => { // a row is made anew only when it says something else
    const mark = [e.state, e.n, e.m, e.tries].join(), old = rows.get(e.id);
    if (old?.mark === mark) return old.li;
    const li = h("li", null, row(e));
    rows.set(e.id, {mark, li});
    return li;
  };
  const draw = async () => {
    const parts = [];
    const lists = await Promise.all(orders.map(([state]) => page("outbox", "state", [phone.person, state], (shown[state] ||= FIRST) + 1)));
    for (const [i, [state, title]] of orders.entries()) {
      const list = lists[i], n = shown[state];
      if (!list.length) continue;
      parts.push(h("h2", null, say(title)), h("ul", {class: "cards"}, list.slice(0, n).map(item)));
      if (list.length > n) parts.push(h("button", {type: "button", onclick: () => { shown[state] += PAGE; draw(); }}, say("phone.show_more")));
    }
    inside.replaceChildren(...(parts.length ? parts : [h("p", {class: "note"}, say("phone.box_empty"))]));
  };
  await draw();
  watch(draw);
  return h("div", {class: "stack"}, h("h1", null, say("phone.outbox")), h("p", {class: "soft"}, say("phone.box_help")),
    h("button", {type: "button", onclick: () => { toast(say("phone.trying")); send(true); }}, icon("outbox"), h("span", null, say("phone.send_now"))), inside);
}

// watch redraws at most three times a second, and only while the page is shown.
let watching;
heard(() => {
  if (!watching || watching.timer) return;
  const w = watching;
  w.timer = setTimeout(() => { w.timer = 0; if (watching === w) w.draw(); }, 300);
});
const watch = draw => { watching = {draw}; };
export const unwatch = () => { watching = null; };

const words = e => e.state === SENDING ? say("phone.state.sending", {n: e.n || 0, of: e.m || e.photos.length + 1}) : say("phone.state." + e.state);

const about = e => e.title ? say("phone.about", {what: say("phone.kind." + e.kind), title: e.title}) : say("phone.kind." + e.kind);

function row(e) {
  const told = e.state === NEEDS ? e.reason?.title : e.state === SENT ? e.result?.message : e.tries ? say("phone.stumbled", {n: e.tries}) : "";
  return link("/outbox/" + e.id, {class: "card " + e.state}, h("span", {class: "grow"}, h("b", null, about(e)),
    h("span", {class: "soft"}, when(e.at) + (e.photos.length ? " · " + say("phone.photos_n", {n: e.photos.length}) : "")), told && h("span", null, told)), h("span", {class: "tag " + e.state}, words(e)));
}

// entry is one of them with all that can be done about it.
export async function entry(id) {
  const e = await get("outbox", id);
  unwatch();
  if (!e || e.person !== phone.person) return h("div", {class: "stack"}, h("h1", null, say("phone.outbox")), h("p", {class: "note"}, say("phone.entry_gone")), link("/outbox", {class: "button"}, say("phone.outbox")));
  const away = () => { location.hash = "#/outbox"; send(true); };
  const ways = {
    edit: () => h("button", {type: "button", class: "primary", onclick: async () => { const key = await reopen(e); location.hash = key ? "#/draft/" + encodeURIComponent(key) : "#/outbox"; }}, say("phone.mend.edit")),
    remark: () => h("button", {type: "button", class: "primary", onclick: async () => { await alter(id, x => ({...x, kind: "remark", body: {text: remark(x), photos: x.photos}})); away(); }}, say("phone.mend.remark")),
    bare: () => h("button", {type: "button", onclick: async () => { await alter(id, x => ({...x, body: without(x.body), photos: []})); await tidy(e.person, id); away(); }}, say("phone.mend.bare")),
    again: () => h("button", {type: "button", onclick: async () => { await alter(id, x => x); away(); }}, say("phone.mend.again")),
    discard: () => twice(say("phone.mend.discard"), say("phone.discard_sure"), async () => { await alter(id, () => null); location.hash = "#/outbox"; }),
  };
  const size = (await Promise.all(e.photos.map(p => get("photos", p)))).reduce((n, p) => n + (p?.size || 0), 0);
  const out = h("div", {class: "stack"}, h("h1", null, say("phone.kind." + e.kind)), e.title && !e.body.text?.trim().startsWith(e.title) && h("p", null, h("b", null, e.title)), h("p", null, h("span", {class: "tag " + e.state}, words(e))),
    h("p", {class: "soft"}, say("phone.made_at", {at: when(e.at)}) + (size ? " · " + say("phone.photos_n", {n: e.photos.length}) + " " + mega(size) : "")), e.body.text && h("p", {class: "told"}, e.body.text));
  if (e.state === SENT) out.append(h("p", {class: "note"}, e.result?.message || ""), e.edited && e.result?.repeated ? h("p", {class: "note bad"}, say("phone.edited_late")) : "", e.result?.clock_off ? h("p", {class: "note"}, say("phone.clock_told")) : "");
  if (e.state === NEEDS) out.append(h("div", {class: "note bad"}, h("b", null, say("phone.needs_why")), h("p", null, e.reason?.title || say("phone.needs_unknown"))), h("p", {class: "soft"}, say("phone.needs_kept")), ...mends(e).map(m => ways[m]()));
  if (e.state === WAITING) out.append(h("p", {class: "note"}, say("phone.waits")), ...(piece(e) ? [] : [ways.edit()]), ways.discard());
  return out;
}

// remark is what an entry said, as words.
const remark = e => say("phone.as_remark", {what: say("phone.kind." + e.kind), at: when(e.at), text: e.body.text || ""});
