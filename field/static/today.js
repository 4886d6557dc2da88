// The day: points to inspect, matters that wait for a hand outside.
import {h, icon, link} from "./dom.js";
import {say, when} from "./say.js";
import {all, keys, under} from "./store.js";
import {openAt, phone, pointKey} from "./state.js";
import {sketch} from "./sketch.js";

const PAGE = 40;

export async function today() {
  if (!phone.day) return h("div", {class: "stack"}, h("h1", null, say("phone.title")), h("p", null, say("phone.first")), h("a", {class: "button primary", href: "/login?next=/field/"}, say("page.staff")));
  const sent = await keys("outbox", "about", [phone.person]);
  const begun = new Set((await all("drafts", null, under(phone.person))).map(d => d.key));
  const day = phone.day.day, points = day?.points || [];
  const left = points.filter(p => !p.done && !sent.has(pointKey(p))).length;
  const page = h("div", {class: "stack"}, h("h1", null, hello()), h("p", {class: "soft small"}, say("phone.fetched", {at: when(phone.day.now)})));
  if (begun.has("report")) page.append(link("/report", {class: "note"}, say("phone.report_begun")));
  for (const k of begun) if (/:[0-9a-f]{8}-[0-9a-f-]+$/.test(k)) page.append(link("/draft/" + encodeURIComponent(k), {class: "note"}, say("phone.mending_begun")));
  if (points.length) {
    page.append(h("h2", null, say("phone.points", {n: left})), ...[(day.rounds || []).map(r => h("p", {class: "soft small"}, r.name + (r.with?.length ? " · " + say("phone.with", {who: r.with.join(say("word.and"))}) : ""))).at(0) || ""],
      ...paged(points, (p, i) => row(p, i, sent, begun)), h("details", null, h("summary", null, say("phone.sketch")), sketch(points)));
  }
  const work = phone.day.work;
  if (work.length) page.append(h("h2", null, say("phone.work", {n: work.length})), ...paged(work, w => matter(w, sent, begun)));
  if (!points.length && !work.length) page.append(h("p", {class: "note"}, say("phone.nothing")));
  page.append(h("div", {class: "stand"}, link("/report", {class: "button primary"}, icon("report"), h("span", null, say("phone.report")))));
  return page;
}

const hello = () => new Date().toLocaleDateString(document.documentElement.lang, {month: "long", day: "numeric", weekday: "long"});

// paged shows a list in portions.
function paged(list, one) {
  const ul = h("ul", {class: "cards"});
  let n = 0;
  const more = h("button", {type: "button", onclick: () => grow()}, say("phone.show_more"));
  const grow = () => {
    ul.append(...list.slice(n, n + PAGE).map((x, i) => h("li", null, one(x, n + i))));
    n += PAGE;
    more.hidden = n >= list.length;
  };
  grow();
  return [ul, more];
}

function row(p, i, sent, begun) {
  const key = pointKey(p), open = openAt(p.id).filter(m => m.item).length;
  const how = p.done ? "done" : sent.has(key) ? "kept" : begun.has(key) ? "begun" : p.again ? "again" : "open";
  return link("/point/" + encodeURIComponent(key), {class: "card " + how}, h("span", {class: "no"}, String(i + 1)),
    h("span", {class: "grow"}, h("b", null, p.name), h("span", {class: "soft"}, [p.kind_name, open ? say("phone.open_n", {n: open}) : ""].filter(Boolean).join(" · "))), h("span", {class: "tag " + how}, say("phone.point." + how)));
}

function matter(w, sent, begun) {
  const key = "matter:" + w.id, now = Date.now() * 1000 - phone.off * 1000;
  const how = sent.has(key) ? "kept" : begun.has(key) ? "begun" : w.due && w.state !== "fixed" && now > w.due ? "late" : w.state !== "fixed" && now > w.warn ? "soon" : "open";
  return link("/matter/" + w.id, {class: "card " + how}, h("span", {class: "grow"}, h("b", null, w.title), h("span", {class: "soft"}, [w.area, w.place].filter(Boolean).join(" ")),
    h("span", {class: "soft"}, w.state === "fixed" ? say("phone.to_verify") : w.due ? say("phone.due", {at: when(w.due)}) : say("phone.to_fix"))), h("span", {class: "tag " + how}, say("phone.matter." + how)));
}
