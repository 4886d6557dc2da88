// How a report would look in public: shown in place, and kept up to date once it was asked for. Without script the
// button shows the form again with it. Photos are never sent for it.
for (const box of document.querySelectorAll("[data-preview]")) {
  const form = box.closest("form"), button = form.querySelector("[data-preview-go]");
  let timer, asked, open = box.childElementCount > 0;
  const look = async () => {
    const data = new URLSearchParams(), all = new FormData(form);
    for (const name of ["text", "place", "help", "withhold"]) {
      const value = all.get(name);
      if (typeof value === "string" && value) data.set(name, value);
    }
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(box.dataset.preview, { method: "POST", body: data, signal: asked.signal });
      if (answer.ok) { box.innerHTML = await answer.text(); open = true; }
    } catch { /* it is help only */ }
  };
  button?.addEventListener("click", async (e) => {
    e.preventDefault();
    await look();
    box.scrollIntoView({ block: "nearest" });
  });
  const later = (ms) => () => { if (open) { clearTimeout(timer); timer = setTimeout(look, ms); } };
  form.addEventListener("input", later(700));
  form.addEventListener("change", later(100));
}
