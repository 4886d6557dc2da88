// Choosing: all of a page at once, how many are chosen, and suggestions that fill their field.
for (const form of document.querySelectorAll("form[data-choose]")) {
  const boxes = [...form.querySelectorAll("input[name=m]")];
  const all = form.querySelector("[data-all]");
  const count = form.querySelector("[data-counter]");
  const bar = form.querySelector(".batch");
  const update = () => {
    const n = boxes.filter((b) => b.checked).length;
    if (count) count.textContent = count.dataset.count.replace("%", n);
    if (all) { all.checked = n > 0 && n === boxes.length; all.indeterminate = n > 0 && n < boxes.length; }
    if (bar) bar.hidden = n === 0;
  };
  all?.addEventListener("change", () => { for (const b of boxes) b.checked = all.checked; update(); });
  if (all) all.closest("label").hidden = false;
  form.addEventListener("change", update);
  update();
}

for (const b of document.querySelectorAll("[data-fill]")) {
  b.hidden = false;
  b.addEventListener("click", () => {
    const input = document.getElementById(b.dataset.fill);
    input.value = b.dataset.value;
    input.focus();
  });
}

// A filter is in force as soon as it is chosen.
for (const s of document.querySelectorAll("form[data-auto] select")) s.addEventListener("change", () => s.form.requestSubmit());
