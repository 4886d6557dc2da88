// Place: the device's position, only when asked for, and the long list of areas in two short steps.
for (const box of document.querySelectorAll("[data-place]")) {
  if (!navigator.geolocation || !window.isSecureContext) continue;
  const [lat, lng] = box.querySelectorAll("input");
  const button = box.querySelector("button");
  const say = box.querySelector("[role=status]");
  button.hidden = false;
  // The boundaries say which area the position lies in; where they do not, or nobody answers, the visitor chooses.
  const fillArea = async () => {
    const areas = box.closest("form")?.querySelector("select[data-split]");
    if (!areas) return;
    let found = "";
    try {
      const answer = await fetch("/here", { method: "POST", body: new URLSearchParams({ lat: lat.value, lng: lng.value }) });
      if (answer.ok) found = (await answer.json()).area;
    } catch { /* he chooses himself */ }
    const chosen = found !== "" && choose(areas, found);
    if (chosen || !areas.value) say.textContent += " " + (chosen ? box.dataset.area : box.dataset.noArea);
  };
  button.addEventListener("click", () => {
    say.textContent = box.dataset.wait;
    navigator.geolocation.getCurrentPosition((p) => {
      lat.value = p.coords.latitude.toFixed(6);
      lng.value = p.coords.longitude.toFixed(6);
      say.textContent = box.dataset.done.replace("%", Math.round(p.coords.accuracy));
      lat.dispatchEvent(new Event("change", { bubbles: true }));
      fillArea();
    }, () => { say.textContent = box.dataset.failed; }, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
  });
}

// choose sets a select of areas to a code and says whether it has it. What lies in that area already stays.
function choose(all, code) {
  const whole = code.replace(/0+$/, "");
  if (all.value && whole.length === 6 && all.value.startsWith(whole)) return true;
  all.dispatchEvent(new CustomEvent("open-area", { detail: code }));
  if (![...all.options].some((o) => o.value === code)) return false;
  all.value = code;
  all.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

// A select with groups becomes two: the county, then what lies in it. What was chosen last is offered again.
for (const all of document.querySelectorAll("select[data-split]")) {
  const groups = [...all.querySelectorAll("optgroup")];
  if (groups.length < 2) continue;
  const blank = all.querySelector(":scope > option");
  const required = all.required;
  const county = document.createElement("select");
  county.setAttribute("aria-label", all.dataset.split);
  county.append(new Option(all.dataset.split, ""));
  groups.forEach((g, i) => county.append(new Option(g.label, String(i))));
  const show = (i) => {
    const g = groups[i];
    all.replaceChildren(blank, ...(g ? g.querySelectorAll("option") : []));
    all.hidden = !g;
    // A browser sends no form with a hidden field that must be filled in, and says nothing: what is seen is demanded.
    county.required = required && !g;
    all.required = required && !!g;
  };
  const options = groups.map((g) => [...g.children]);
  const load = (i) => { if (groups[i]) groups[i].replaceChildren(...options[i]); show(i); };
  const open = (code) => {
    const at = options.findIndex((o) => o.some((x) => x.value === code));
    county.value = at < 0 ? "" : String(at);
    load(at);
    return at >= 0;
  };
  all.before(county);
  let value = all.value;
  if (!value && all.dataset.remember) {
    try { value = localStorage.getItem("area") || ""; } catch { value = ""; }
  }
  if (open(value)) all.value = value;
  all.addEventListener("open-area", (e) => {
    if (options.some((o) => o.some((x) => x.value === e.detail))) open(e.detail);
  });
  county.addEventListener("change", () => {
    load(county.value === "" ? -1 : Number(county.value));
    all.value = all.options.length > 1 ? all.options[1].value : "";
  });
  all.form?.addEventListener("submit", () => {
    try { localStorage.setItem("area", all.value); } catch { /* private mode: nothing is remembered */ }
  });
}

// What must be chosen and is not: the select is shown, with what to do in the reader's own language under it.
for (const all of document.querySelectorAll("select[data-split]")) {
  const field = all.closest(".field");
  let say;
  field.addEventListener("invalid", () => {
    if (!say) {
      say = document.createElement("p");
      say.className = "wrong-text";
      say.setAttribute("role", "alert");
      field.append(say);
    }
    say.textContent = all.dataset.missing;
    field.classList.add("wrong");
    field.scrollIntoView({ block: "center" });
  }, true);
  field.addEventListener("change", () => {
    say?.remove();
    say = undefined;
    field.classList.remove("wrong");
  });
}
