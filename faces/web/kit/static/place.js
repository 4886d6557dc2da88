// Place: the device's position, only when asked for, and the long list of areas in two short steps.
for (const box of document.querySelectorAll("[data-place]")) {
  if (!navigator.geolocation || !window.isSecureContext) continue;
  const [lat, lng] = box.querySelectorAll("input");
  const button = box.querySelector("button");
  const say = box.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", () => {
    say.textContent = box.dataset.wait;
    navigator.geolocation.getCurrentPosition((p) => {
      lat.value = p.coords.latitude.toFixed(6);
      lng.value = p.coords.longitude.toFixed(6);
      say.textContent = box.dataset.done.replace("%", Math.round(p.coords.accuracy));
    }, () => { say.textContent = box.dataset.failed; }, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
  });
}

// A select with groups becomes two: the county, then what lies in it. What was chosen last is offered again.
for (const all of document.querySelectorAll("select[data-split]")) {
  const groups = [...all.querySelectorAll("optgroup")];
  if (groups.length < 2) continue;
  const blank = all.querySelector(":scope > option");
  const county = document.createElement("select");
  county.setAttribute("aria-label", all.dataset.split);
  county.append(new Option(all.dataset.split, ""));
  groups.forEach((g, i) => county.append(new Option(g.label, String(i))));
  const show = (i) => {
    const g = groups[i];
    all.replaceChildren(blank, ...(g ? g.querySelectorAll("option") : []));
    all.hidden = !g;
    all.disabled = false;
  };
  const options = groups.map((g) => [...g.children]);
  const load = (i) => { if (groups[i]) groups[i].replaceChildren(...options[i]); show(i); };
  all.before(county);
  let value = all.value;
  if (!value && all.dataset.remember) {
    try { value = localStorage.getItem("area") || ""; } catch { value = ""; }
  }
  const at = options.findIndex((o) => o.some((x) => x.value === value));
  county.value = at < 0 ? "" : String(at);
  load(at);
  if (at >= 0) all.value = value;
  county.addEventListener("change", () => {
    load(county.value === "" ? -1 : Number(county.value));
    all.value = all.options.length > 1 ? all.options[1].value : "";
  });
  all.form?.addEventListener("submit", () => {
    try { localStorage.setItem("area", all.value); } catch { /* private mode: nothing is remembered */ }
  });
}
