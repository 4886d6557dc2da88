// While one reports: what may be the same. Without script the form asks once when it is sent.
for (const box of document.querySelectorAll("[data-alike]")) {
  const form = box.closest("form");
  let timer, last = "", asked;
  const look = async () => {
    const data = new URLSearchParams();
    for (const name of ["text", "area", "place", "lat", "lng", "category", "kind", "help", "door"]) {
      const value = new FormData(form).get(name);
      if (typeof value === "string" && value) data.set(name, value);
    }
    const said = data.toString();
    if (said === last || (data.get("text") || "").trim().length < 4) return;
    last = said;
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch("/alike", { method: "POST", body: data, signal: asked.signal });
      if (answer.ok) box.innerHTML = await answer.text();
    } catch { /* it is help only */ }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 700); });
  form.addEventListener("change", () => { clearTimeout(timer); timer = setTimeout(look, 100); });
}
