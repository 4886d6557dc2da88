// The page of a patrol: begun here, shown while it goes on, ended here.
import {fold, h, icon, link, s, toast, twice} from "./dom.js";
import {day, language, say, when} from "./say.js";
import {get, put} from "./store.js";
import {phone} from "./state.js";
import {area} from "./report.js";
import {pick, right, wrong} from "./fields.js";
import {frame} from "./project.js";
import {clean, simplify} from "./track.js";
import {begin, end, fixesOf, move, walk, walked} from "./walk.js";

const W = 320, H = 220, EDGE = 18;

export async function patrol() {
  if (!phone.day.patrol) return h("div", {class: "stack"}, h("h1", null, say("phone.patrol")), h("p", {class: "note"}, say("phone.patrol_not_yours")));
  return walk ? under() : start();
}

// again shows the page anew after the patrol began or ended.
const again = () => dispatchEvent(new HashChangeEvent("hashchange"));

// hours are the ends that can be chosen: every hour of half a day, and the evenings of two days more.
function hours() {
  const out = [], t = new Date();
  t.setMinutes(t.getMinutes() < 30 ? 30 : 60, 0, 0);
  for (let i = 0; i < 24; i++, t.setMinutes(t.getMinutes() + 30)) out.push([String(t.getTime()), when(t.getTime() * 1000)]);
  for (let i = 1; i <= 2; i++) {
    const d = new Date();
    d.setDate(d.getDate() + i);
    d.setHours(18, 0, 0, 0);
    if (d > t) out.push([String(d.getTime()), when(d.getTime() * 1000)]);
  }
  return out;
}

async function start() {
  const p = phone.day.patrol, nothing = () => {}, ends = hours();
  const form = {area: await get("meta", "area:" + phone.person) || "", theme: await get("meta", "theme:" + phone.person) || p.themes[0]?.code, until: ends[Math.min(4, ends.length - 1)][0], persons: []};
  if (!p.themes.some(t => t.code === form.theme)) form.theme = p.themes[0]?.code;
  const areas = area(form, nothing);
  const page = h("div", {class: "stack"}, h("h1", null, say("phone.patrol")), h("p", {class: "note"}, say("phone.patrol_promise", {days: p.track_days})),
    pick(form, "theme", say("phone.patrol_theme"), p.themes.map(t => [t.code, t.name]), nothing), areas,
    pick(form, "until", say("phone.patrol_until"), ends, nothing), companions(form, p.companions),
    h("div", {class: "stand"}, h("button", {type: "button", class: "primary", onclick: async () => {
      right(page);
      if (!form.area) return wrong(areas, say("phone.area_missing"));
      await put("meta", form.area, "area:" + phone.person, "relaxed");
      await put("meta", form.theme, "theme:" + phone.person, "relaxed");
      await begin({theme: form.theme, area: form.area, persons: form.persons, until: Number(form.until)});
      again();
    }}, icon("pin"), h("span", null, say("phone.patrol_start")))));
  return page;
}

// companions are who is along: one track for all of them.
const companions = (form, list) => list.length ? fold({class: "note"}, say("phone.patrol_with"), () => h("div", null, list.map(c => {
  const box = h("input", {type: "checkbox", onchange: () => { form.persons = box.checked ? [...form.persons, c.id] : form.persons.filter(x => x !== c.id); }});
  return h("label", {class: "tick"}, box, h("span", null, c.name));
}))) : null;

let redraw = null; // of the page that is shown
walked(() => redraw?.());

async function under() {
  const p = phone.day.patrol, name = new Map(phone.day.areas.map(a => [a.code, a.name]));
  const who = walk.persons.map(id => p.companions.find(c => c.id === id)?.name).filter(Boolean);
  const told = h("p", {role: "status"}), legs = h("ul"), picture = h("div"), elsewhere = {area: walk.leg.area}, key = walk.key;
  const page = h("div", {class: "stack"}, h("h1", null, p.themes.find(t => t.code === walk.theme)?.name || say("phone.patrol")),
    h("section", null, h("p", null, h("b", null, say("phone.patrol_recorded"))), h("p", null, say("phone.patrol_ends", {at: when(walk.until * 1000)})), told), picture,
    h("section", null, h("h2", null, say("phone.patrol_legs")), legs, who.length ? h("p", {class: "soft"}, say("phone.with", {who: new Intl.ListFormat(language()).format(who)})) : ""),
    link("/report", {class: "button primary"}, icon("report"), h("span", null, say("phone.report"))),
    fold({class: "note"}, say("phone.patrol_move"), () => h("div", {class: "stack"}, area(elsewhere, () => {}), h("button", {type: "button", onclick: async () => {
      if (elsewhere.area && elsewhere.area !== walk.leg.area) await move(elsewhere.area);
      again();
    }}, say("phone.patrol_here")))),
    twice(say("phone.patrol_end"), say("phone.patrol_end_sure"), async () => {
      await end("person");
      toast(say("phone.patrol_ended"));
      location.hash = "#/outbox";
    }));
  let drawing = false, seen = false;
  redraw = async () => {
    if (drawing || seen && !page.isConnected) return;
    seen ||= page.isConnected;
    if (!walk || walk.key !== key) {
      redraw = null;
      if (page.isConnected) again();
      return;
    }
    drawing = true;
    const w = walk, list = clean(await fixesOf(w));
    drawing = false;
    told.textContent = w.trouble ? say("phone.patrol." + w.trouble) : w.last ? say("phone.patrol_fix", {n: w.last.acc, at: when(w.last.at * 1000)}) : say("phone.patrol_wait");
    legs.replaceChildren(...[...w.legs, {area: w.leg.area, from: w.leg.from * 1000}].map(l => h("li", null, day(l.from / 1000) + " · " + (name.get(l.area) || l.area))));
    picture.replaceChildren(drawn([...w.line.map(([lat, lng]) => ({lat, lng})), ...simplify(list)]));
  };
  await redraw();
  return page;
}

// drawn is the way so far, for who walks it: to scale, north above.
export function drawn(spots) {
  if (!spots.length) return "";
  const f = frame(spots, W, H, EDGE), last = spots[spots.length - 1];
  return s("svg", {class: "sketch", viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": say("phone.patrol_way")}, s("path", {class: "way", d: "M" + spots.map(p => f.x(p) + " " + f.y(p)).join("L")}), s("circle", {class: "reach-now", cx: f.x(last), cy: f.y(last), r: 7}));
}
