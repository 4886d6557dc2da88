// The map: squares of matters over tiles or over the areas' boundaries. Everything it shows also stands beside it in words.
const box = document.getElementById("map");
const L = window.L;
if (box && L) {
  const d = box.dataset;
  const section = box.closest("section");
  section.hidden = false;
  const say = section.querySelector("[role=status]");
  const map = L.map(box, { zoomControl: false, attributionControl: d.credit !== "", minZoom: 4, maxZoom: Number(d.zoom), zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches });
  L.control.zoom({ zoomInTitle: d.in, zoomOutTitle: d.out }).addTo(map);
  if (map.attributionControl) map.attributionControl.setPrefix(false).addAttribution(escape(d.credit));
  for (const url of JSON.parse(d.tiles) || []) L.tileLayer(url, { subdomains: url.includes("tianditu") ? "01234567" : "abc", maxZoom: Number(d.zoom) }).addTo(map);

  const start = d.box ? d.box.split(",").map(Number) : null;
  if (start) map.fitBounds([[start[0], start[1]], [start[2], start[3]]], { maxZoom: 16, padding: [20, 20] });

  fetch(d.shapes).then((r) => r.ok ? r.json() : []).then((list) => {
    const all = L.featureGroup();
    for (const s of list) {
      const p = L.polygon(s.shape.map((polygon) => polygon.map(unpack)), { className: "shade h-" + s.step, weight: 1.5 });
      p.bindTooltip(escape(s.name) + " " + s.n, { sticky: true });
      if (s.url) p.on("click", () => { location.href = s.url; });
      all.addLayer(p);
    }
    if (!list.length) return;
    all.addTo(map).bringToBack();
    if (!start) map.fitBounds(all.getBounds());
  }).catch(() => { say.textContent = d.failed; }).finally(() => { if (!map._loaded) map.setView([35, 105], 4); });

  const layer = L.layerGroup().addTo(map);
  let asked = 0;
  async function draw() {
    const now = ++asked;
    const b = map.getBounds();
    const at = [b.getSouth(), b.getWest(), b.getNorth(), b.getEast()].map((x) => x.toFixed(5)).join(",");
    try {
      const r = await fetch(d.cells + "&box=" + at + "&zoom=" + Math.round(map.getZoom()));
      if (!r.ok) throw new Error(r.status);
      const got = await r.json();
      if (now !== asked) return;
      const on = document.activeElement, held = on.closest("#map .leaflet-marker-icon") && on.getAttribute("aria-label");
      layer.clearLayers();
      for (const p of got.points || []) layer.addLayer(linked(p));
      for (const c of got.cells) layer.addLayer(mark(c));
      say.textContent = got.said;
      const again = held && [...box.querySelectorAll(".leaflet-marker-icon")].find((e) => e.getAttribute("aria-label") === held);
      if (again) again.focus({ preventScroll: true }); // the keyboard stays where it was
    } catch { if (now === asked) say.textContent = d.failed; }
  }
  function mark(c) {
    const size = c.n === 1 ? 28 : Math.min(56, 32 + 6 * Math.log10(c.n) * 2);
    const title = c.title || d.many.replace("%", c.n);
    const icon = L.divIcon({ className: "spot" + (c.n === 1 ? " one l-" + (c.light || "none") : ""), iconSize: [size, size], html: c.n === 1 ? (c.light === "red" ? "!" : "") : "<b>" + c.n + "</b>" });
    return named(L.marker([c.lat, c.lng], { keyboard: true, autoPanOnFocus: false, icon }), title, c.words,
      () => { if (c.url) location.href = c.url; else map.setView([c.lat, c.lng], Math.min(map.getZoom() + 2, map.getMaxZoom())); });
  }
  // A point of the register lies under the matters.
  function linked(p) {
    const icon = L.divIcon({ className: "dot", iconSize: [24, 24] });
    return named(L.marker([p.lat, p.lng], { keyboard: true, autoPanOnFocus: false, icon, zIndexOffset: -1000 }), d.point.replace("%", p.name), "", () => { location.href = p.url; });
  }
  // named gives a mark its words, where the pointer or the keyboard is on it, and what it does.
  function named(m, title, words, go) {
    const name = words ? title + " " + words : title;
    m.bindTooltip(escape(title) + (words ? "<br>" + escape(words) : ""), { direction: "top" });
    m.on("click", go);
    m.on("keypress", (e) => { if (e.originalEvent.key === "Enter" || e.originalEvent.key === " ") go(); });
    m.on("add", () => m.getElement().setAttribute("aria-label", name));
    return m;
  }
  map.on("moveend", draw);
  if (start) draw();
}

function escape(s) {
  const e = document.createElement("i");
  e.textContent = s;
  return e.innerHTML;
}

function unpack(ring) {
  const out = [];
  let lat = 0, lng = 0;
  for (let i = 0; i + 1 < ring.length; i += 2) {
    lat += ring[i];
    lng += ring[i + 1];
    out.push([lat / 1e5, lng / 1e5]);
  }
  return out;
}
