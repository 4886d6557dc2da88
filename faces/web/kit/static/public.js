// The public lists: where somebody stands, and the map, which is fetched when it is asked for and not before.
for (const b of document.querySelectorAll("[data-near]")) {
  if (!navigator.geolocation || !window.isSecureContext) continue;
  const say = document.querySelector("[data-near-says]");
  b.hidden = false;
  b.addEventListener("click", () => {
    say.textContent = b.dataset.wait;
    navigator.geolocation.getCurrentPosition((p) => {
      // A hundred metres are near enough, and nobody learns more.
      const at = p.coords.latitude.toFixed(3) + "," + p.coords.longitude.toFixed(3);
      location.href = b.dataset.near + (b.dataset.near.includes("?") ? "&" : "?") + "near=" + at;
    }, () => { say.textContent = b.dataset.failed; }, { timeout: 15000, maximumAge: 300000 });
  });
}

const button = document.querySelector("[data-map]");
const box = document.getElementById("map");
if (button && box) {
  const section = box.closest("section");
  let loaded = null;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    section.hidden = !open;
    if (!open) return;
    // On a phone, where nothing stands beside the list, the map opens before it.
    if (matchMedia("(max-width: 959px)").matches) document.getElementById("public-list").before(section);
    section.scrollIntoView({ block: "nearest" });
    loaded ||= load(box.dataset);
    try { await loaded; } catch {
      loaded = null;
      section.querySelector("[role=status]").textContent = button.dataset.map;
    }
  });
}

async function load(d) {
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: d.sheet });
  await Promise.all([arrives(style), arrives(Object.assign(document.createElement("script"), { src: d.leaflet }))]);
  await import("./map.js");
}

function arrives(e) {
  return new Promise((ok, no) => {
    e.addEventListener("load", ok);
    e.addEventListener("error", no);
    document.head.append(e);
  });
}
