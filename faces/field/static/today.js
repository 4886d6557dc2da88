// The day: points to inspect, matters that wait for a hand outside.
import {h, icon, link} from "./dom.js";
import {day, language, say, when} from "./say.js";
import {ids, keys, under} from "./store.js";
import {openAt, phone, pointKey} from "./state.js";
import {tallyKey} from "./tally.js";
import {patchKey} from "./patch.js";

const PAGE = 40;

// The page stays as it was made while the day is the same one: coming back to it costs no more than showing it, and how far its list was opened is kept.
// What happened meanwhile in the outbox and among the drafts changes the rows that it touches.
let made = {};

export async function today() {
  if (!phone.day) return h("div", {class: "stack"}, h("h1", null, say("phone.title")), h("p", null, say("phone.first")), h("a", {class: "button primary", href: "/login?next=/field/"}, say("page.staff")));
  if (made.day === phone.day && made.lang === language()) {
    const {mark, page} = made;
    marks().then(mark).catch(e => console.error(e));
    return page;
  }
  made = {day: phone.day, lang: language(), ...build(await marks())};
  return made.page;
}

// marks are what tells an untouched row from one that is begun or in the outbox.
async function marks() {
  const [sent, begun] = await Promise.all([keys("outbox", "about", [phone.person]), ids("drafts", null, under(phone.person))]);
  return {sent, begun: new Set(begun.map(k => k[1]))};
}

function build(marks) {
  const points = phone.day.day?.points || [], work = phone.day.work;
  const title = h("h1"), notes = h("div", {class: "stack"}), left = h("h2");
  const tallies = phone.day.tallies || [], mine = tallies.filter(t => t.mine), others = tallies.filter(t => !t.mine);
  const list = paged(points, pointState, point), hand = paged(work, matterState, matter), patches = phone.day.patches || [], looks = paged(patches, patchState, patch), turns = paged(mine, tallyState, tally), rest = paged(others, tallyState, tally);
  const page = h("div", {class: "stack"}, title, h("p", {class: "soft small"}, say("phone.fetched", {at: when(phone.day.now)})), notes);
  if (points.length) {
    const r = phone.day.day.rounds?.[0];
    page.append(left, ...(r ? [h("p", {class: "soft small"}, r.name + (r.with?.length ? " · " + say("phone.with", {who: r.with.join(say("word.and"))}) : ""))] : []),
      link("/sketch", {class: "button"}, icon("pin"), h("span", null, say("phone.sketch"))), ...list.parts);
  }
  if (mine.length) page.append(h("h2", null, say("phone.tally.mine")), ...turns.parts);
  if (others.length) page.append(h("details", null, h("summary", null, say("phone.tally.others", {n: others.length})), ...rest.parts));
  if (work.length) page.append(h("h2", null, say("phone.work", {n: work.length})), ...hand.parts);
  if (patches.length) page.append(h("h2", null, say("phone.patch.list", {n: patches.length})), ...looks.parts);
  if (!points.length && !work.length && !tallies.length && !patches.length) page.append(h("p", {class: "note"}, say("phone.nothing")));
  if (phone.day.patrol) page.append(link("/patrol", {class: "button"}, icon("pin"), h("span", null, say("phone.patrol"))));
  page.append(h("div", {class: "stand"}, link("/report", {class: "button primary"}, icon("report"), h("span", null, say("phone.report")))));
  const mark = m => {
    title.textContent = day(Date.now() - phone.off);
    left.textContent = say("phone.points", {n: points.filter(p => !p.done && !m.sent.has(pointKey(p))).length});
    const mending = [...m.begun].filter(k => /:[0-9a-f]{8}-[0-9a-f-]+$/.test(k));
    notes.replaceChildren(...(m.begun.has("report") ? [link("/report", {class: "note"}, say("phone.report_begun"))] : []), ...mending.map(k => link("/draft/" + encodeURIComponent(k), {class: "note"}, say("phone.mending_begun"))));
    list.mark(m);
    hand.mark(m);
    looks.mark(m);
    turns.mark(m);
    rest.mark(m);
  };
  mark(marks);
  return {page, mark};
}

// paged shows a list in portions; a row is made anew only when its state has changed.
function paged(list, state, one) {
  const ul = h("ul", {class: "cards"}), rows = [];
  let marks;
  const more = h("button", {type: "button", onclick: () => grow()}, say("phone.show_more"));
  const grow = () => {
    for (const x of list.slice(rows.length, rows.length + PAGE)) {
      const how = state(x, marks), r = {x, i: rows.length, how, li: h("li", null, one(x, how, rows.length))};
      rows.push(r);
      ul.append(r.li);
    }
    more.hidden = rows.length >= list.length;
  };
  const mark = m => {
    marks = m;
    if (!rows.length) return grow();
    for (const r of rows) {
      const how = state(r.x, m);
      if (how !== r.how) r.li.replaceChildren(one(r.x, r.how = how, r.i));
    }
  };
  return {parts: [ul, more], mark};
}

function pointState(p, {sent, begun}) {
  const key = pointKey(p);
  return p.done ? "done" : sent.has(key) ? "kept" : begun.has(key) ? "begun" : p.again ? "again" : "open";
}

function point(p, how, i) {
  const open = openAt(p.id).filter(m => m.item).length;
  return link("/point/" + encodeURIComponent(pointKey(p)), {class: "card " + how}, h("span", {class: "no"}, String(i + 1)),
    h("span", {class: "grow"}, h("b", null, p.name), h("span", {class: "soft"}, [p.kind_name, open ? say("phone.open_n", {n: open}) : ""].filter(Boolean).join(" · "))), h("span", {class: "tag " + how}, say("phone.point." + how)));
}

function matterState(w, {sent, begun}) {
  const key = "matter:" + w.id, now = Date.now() * 1000 - phone.off * 1000;
  return sent.has(key) ? "kept" : begun.has(key) ? "begun" : w.due && w.state !== "fixed" && now > w.due ? "late" : w.state !== "fixed" && now > w.warn ? "soon" : "open";
}

function matter(w, how) {
  return link("/matter/" + w.id, {class: "card " + how}, h("span", {class: "grow"}, h("b", null, w.title), h("span", {class: "soft"}, [w.area, w.place].filter(Boolean).join(" ")),
    h("span", {class: "soft"}, w.state === "fixed" ? say("phone.to_verify") : w.due ? say("phone.due", {at: when(w.due)}) : say("phone.to_fix"))), h("span", {class: "tag " + how}, say("phone.matter." + how)));
}

function tallyState(t, {sent, begun}) {
  const key = tallyKey(t);
  return t.counted ? "done" : sent.has(key) ? "kept" : begun.has(key) ? "begun" : "open";
}

function tally(t, how) {
  return link("/tally/" + encodeURIComponent(tallyKey(t)), {class: "card " + how}, h("span", {class: "grow"}, h("b", null, t.site), h("span", {class: "soft"}, when(t.at) + " · " + say("phone.tally.wave." + t.wave)),
    h("span", {class: "soft"}, [t.area, t.mine ? "" : t.who || say("phone.tally.nobody")].filter(Boolean).join(" · "))), h("span", {class: "tag " + how}, say("phone.tally.state." + how)));
}

function patchState(p, {sent, begun}) {
  const key = patchKey(p);
  return sent.has(key) ? "kept" : begun.has(key) ? "begun" : "open";
}

function patch(p, how) {
  return link("/patch/" + p.id, {class: "card " + how}, h("span", {class: "grow"}, h("b", null, p.no + " · " + p.kind), h("span", {class: "soft"}, [p.area, say("phone.patch.ground", {ha: p.ha.toFixed(2)})].join(" · "))), h("span", {class: "tag " + how}, say("phone.patch.state." + how)));
}
