// A sketch of where the points lie: no map, no network, north above. Numbers are those of the list.
import {h, s} from "./dom.js";
import {say} from "./say.js";

const W = 320, H = 240, EDGE = 24;

export function sketch(points, here) {
  const list = points.map((p, i) => ({p, n: i + 1})).filter(x => x.p.lat !== undefined);
  if (!list.length) return h("p", {class: "soft"}, say("phone.sketch_none"));
  const lat = list.map(x => x.p.lat), lng = list.map(x => x.p.lng);
  const mid = (Math.min(...lat) + Math.max(...lat)) / 2, squeeze = Math.cos(mid * Math.PI / 180);
  const wide = Math.max(0.002, (Math.max(...lng) - Math.min(...lng)) * squeeze), high = Math.max(0.002, Math.max(...lat) - Math.min(...lat));
  const scale = Math.min((W - 2 * EDGE) / wide, (H - 2 * EDGE) / high);
  const x = p => W / 2 + (p.lng - (Math.min(...lng) + Math.max(...lng)) / 2) * squeeze * scale, y = p => H / 2 - (p.lat - mid) * scale;
  const dots = list.map(({p, n}) => {
    const mine = p === here;
    return s("g", {class: "dot" + (mine ? " here" : "") + (p.done ? " done" : "")}, s("circle", {cx: x(p), cy: y(p), r: mine ? 12 : 9}), text(x(p), y(p) + 4, String(n)));
  });
  const metres = [50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000].find(m => m / 111195 * scale > 40) || 20000;
  const length = metres / 111195 * scale;
  const names = list.map(({p, n}) => n + " " + p.name).join(", ");
  return s("svg", {class: "sketch", viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": say("phone.about", {what: say("phone.sketch"), title: names})}, ...dots,
    s("path", {class: "bar", d: `M12 ${H - 10}h${length}`}), text(12 + length + 6, H - 6, metres < 1000 ? metres + " m" : metres / 1000 + " km", "start"), text(W - 14, 18, "N ↑"));
}

function text(x, y, words, anchor = "middle") {
  return s("text", {x, y, "text-anchor": anchor}, words);
}
