// What lies nearby: the day's points on a sketch, and the same in words, with how far and which way they are once the phone was asked where it is.
import {fold, h, icon, link, portions} from "./dom.js";
import {far, language, say} from "./say.js";
import {phone} from "./state.js";
import {position} from "./fields.js";
import {away, outlines} from "./project.js";
import {badge, inspected, placed, pointLink, sketch} from "./sketch.js";

const MOST = 100, NAMES = 8;

export async function nearby() {
  const points = phone.day.day?.points || [], matters = phone.day.day?.matters || [], lines = outlines(phone.day.ground), state = await inspected();
  let you = null, whole = false; // where he stands lives as long as this page
  const picture = h("div"), list = h("div", {class: "stack"}), told = h("p", {class: "soft", role: "status"}, say("phone.where_promise"));
  const draw = () => picture.replaceChildren(sketch({points, state, matters, you, lines, whole}) || h("p", {class: "soft"}, say("phone.sketch_none")));
  const write = () => list.replaceChildren(words(points, state, you), ...(matters.length ? [fold({class: "note"}, say("phone.near", {n: matters.length}), () => others(matters, points, you))] : []));
  const where = h("button", {type: "button", onclick: async () => {
    where.disabled = true;
    told.textContent = say("phone.place_wait");
    const p = await position();
    where.disabled = false;
    told.textContent = p ? say("phone.where_known", {n: p.accuracy}) : say("phone.place_none");
    if (!p) return;
    you = p;
    draw();
    write();
  }}, icon("pin"), h("span", null, say("phone.where")));
  const all = lines.length ? h("button", {type: "button", "aria-pressed": "false", onclick: () => { whole = !whole; all.setAttribute("aria-pressed", String(whole)); draw(); }}, say("phone.whole")) : null;
  draw();
  write();
  return h("div", {class: "stack"}, h("h1", null, say("phone.sketch")), picture, h("div", {class: "row"}, where, all), told,
    lines.length ? h("p", {class: "soft small"}, say("phone.within", {names: named(lines)})) : h("p", {class: "soft small"}, say("phone.within_none")),
    points.length ? list : h("p", {class: "note"}, say("phone.nothing")), link("/", {class: "button"}, say("phone.today")));
}

// named are the names of areas, the first few.
const named = lines => new Intl.ListFormat(language()).format([...lines.slice(0, NAMES).map(a => a.name), ...(lines.length > NAMES ? ["…"] : [])]);

// whence says in words how far something is from where the phone is, and which way.
function whence(x, you) {
  if (!placed(x)) return say("phone.unplaced");
  if (!you) return "";
  const {metres, way} = away(you, x);
  return metres < 20 ? say("phone.away_here") : say("phone.away", {far: far(metres), way: say("phone.way." + way)});
}

// nearFirst sorts by distance once it is known; numbers stay those of the day's list.
const nearFirst = (list, you, of) => you ? [...list].sort((a, b) => reach(of(a), you) - reach(of(b), you)) : list;
const reach = (x, you) => placed(x) ? away(you, x).metres : 1e9;

function words(points, state, you) {
  const ul = h("ul", {class: "cards"});
  const rows = nearFirst(points.map((p, i) => ({p, n: String(i + 1)})), you, r => r.p).map(({p, n}) => () => {
    const how = state(p);
    return h("li", null, h("a", {href: pointLink(p), class: "card " + how}, badge(how, n), h("span", {class: "grow"}, h("b", null, p.name), h("span", {class: "soft"}, [p.kind_name, whence(p, you)].filter(Boolean).join(" · "))), h("span", {class: "tag " + how}, say("phone.seen." + how))));
  });
  portions(ul, rows, 8, 8);
  return ul;
}

// others are the open matters near; each leads to the point that it is at.
function others(matters, points, you) {
  const by = new Map(points.map((p, i) => [p.id, {p, n: i + 1}]));
  return h("ul", {class: "cards"}, nearFirst(matters, you, m => m).slice(0, MOST).map(m => {
    const at = by.get(m.point), where = at ? say("phone.mark_near", {n: at.n, name: at.p.name}) + (m.metres ? " " + say("phone.metres", {n: m.metres}) : "") : "";
    return h("li", null, h(at ? "a" : "div", {href: at ? pointLink(at.p) : null, class: "card"}, badge("matter"), h("span", {class: "grow"}, h("b", null, m.title), h("span", {class: "soft"}, [say("state." + m.state), where, you && placed(m) ? whence(m, you) : ""].filter(Boolean).join(" · ")))));
  }));
}
