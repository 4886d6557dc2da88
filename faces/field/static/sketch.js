// A sketch of where the points lie, on the boundaries that the day brought: no map, no network, north above. Numbers are those of the list.
import {s} from "./dom.js";
import {far, say} from "./say.js";
import {openAt, phone, pointKey} from "./state.js";
import {all, under} from "./store.js";
import {away, bar, frame, nearest} from "./project.js";

const W = 320, H = 300, EDGE = 24, THUMB = 24, MOST = 200, WALK = 2000;

// inspected says of a point whether it is to do, done, or failed: an inspection in the outbox knows, else what is open there of its items.
export async function inspected() {
  const kept = new Map();
  for (const e of await all("outbox", "about", under(phone.person))) if (e.kind === "inspection") kept.set(e.about, e);
  return p => {
    const e = kept.get(pointKey(p));
    if (!e && !p.done) return "open";
    return (e ? e.fails : openAt(p.id).some(m => m.item)) ? "failed" : "done";
  };
}

export const placed = x => x.lat !== undefined && x.lng !== undefined;

const shapes = {
  open: r => s("circle", {r}), done: r => s("rect", {x: -r, y: -r, width: 2 * r, height: 2 * r, rx: 2}),
  failed: r => s("path", {d: `M0 ${-1.4 * r}L${1.4 * r} 0 0 ${1.4 * r} ${-1.4 * r} 0z`}), matter: () => s("path", {d: "M0-6 6 5H-6z"}), you: () => s("path", {d: "M-9 0H9M0-9V9"}),
};

function mark(how, words, {x = 0, y = 0, r = 10} = {}) {
  return s("g", {class: "dot " + how, transform: `translate(${x} ${y})`}, shapes[how](r), ...(words ? [s("text", {y: 4}, words)] : []));
}

// badge is a mark by itself, as it stands before its words in a list.
export const badge = (how, words = "") => s("svg", {class: "badge-mark", viewBox: "-16 -16 32 32", "aria-hidden": "true", focusable: "false"}, mark(how, words));

export const pointLink = p => "#/point/" + encodeURIComponent(pointKey(p));

// sketch draws points with their state, the one where the phone's owner is busy (here), matters near, where he stands (you), on outlines; whole shows all of these.
// Who is further than a walk from all points does not make them small: the words say how far they are.
export function sketch({points, state, here, matters = [], you, lines = [], whole}) {
  const list = points.map((p, i) => ({p, n: String(i + 1)})).filter(x => placed(x.p)), near = matters.filter(placed).slice(0, MOST);
  const shown = [...list.map(x => x.p), ...(you && (whole || list.some(x => away(you, x.p).metres < WALK)) ? [you] : []), ...(whole || !list.length ? lines.flatMap(a => a.lines.flat()) : [])];
  if (!shown.length) return null;
  const f = frame(shown, W, H, EDGE), at = p => ({x: f.x(p), y: f.y(p)});
  const dots = list.map(({p, n}) => {
    const how = state(p), {x, y} = at(p);
    const a = s("a", {href: pointLink(p), "aria-label": say("phone.mark", {n, name: p.name, state: say("phone.seen." + how)})}, s("circle", {class: "reach", cx: x, cy: y, r: THUMB}), mark(how, n, {x, y, r: p === here ? 13 : 10}));
    if (p === here) a.classList.add("here");
    return a;
  });
  const by = new Map(points.map(p => [p.id, p]));
  const targets = [...list.map(({p}) => ({...at(p), to: pointLink(p)})), ...near.filter(m => by.has(m.point)).map(m => ({...at(m), to: pointLink(by.get(m.point))}))];
  const length = bar(f.metre), drawn = l => "M" + l.map(p => f.x(p) + " " + f.y(p)).join("L") + "z";
  const svg = s("svg", {class: "sketch", viewBox: `0 0 ${W} ${H}`, role: "group", "aria-label": say("phone.sketch")},
    s("g", {"aria-hidden": "true"}, ...lines.map(a => s("path", {class: a.top ? "outline top" : "outline", d: a.lines.map(drawn).join("")})), ...near.map(m => mark("matter", "", at(m)))), ...dots,
    s("g", {"aria-hidden": "true"}, ...(you ? [mark("you", "", at(you))] : []), s("path", {class: "bar", d: `M12 ${H - 10}h${length * f.metre}`}), s("text", {class: "start", x: 18 + length * f.metre, y: H - 6}, far(length)), s("text", {class: "end", x: W - 10, y: 20}, say("phone.way.0") + " ↑")));
  svg.addEventListener("click", e => { // where marks crowd, the nearest one is meant; a key means its own
    if (!e.detail) return;
    e.preventDefault();
    const p = new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse()), hit = nearest(targets, p.x, p.y, THUMB);
    if (hit) location.hash = hit.to;
  });
  return svg;
}
