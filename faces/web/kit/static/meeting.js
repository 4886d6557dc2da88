// A breakdown worked through by keyboard, one key each. The forms stay the truth: a key presses one of their buttons.
const rows = [...document.querySelectorAll("[data-row]")];
const kinds = ["task", "principle", "duty", "praise"];
const here = () => document.activeElement?.closest?.("[data-row]");

function go(row) {
  if (!row) return;
  row.focus();
  row.scrollIntoView({ block: "center" });
}

function move(by) {
  const at = rows.indexOf(here());
  go(rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + by))]);
}

// Code points before the cursor of a row's quote: what the server counts in.
function cursor(row) {
  const quote = row.querySelector("[data-quote]");
  return [...quote.value.slice(0, quote.selectionStart)].length;
}

// A browser moves no cursor in a text that cannot be changed. The arrows move it here: the letter that a new row would
// begin with is marked.
function step(quote, key) {
  const all = [...quote.value], at = [...quote.value.slice(0, quote.selectionStart)].length;
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: all.length - 1 }[key];
  if (to === undefined) return false;
  const n = Math.min(Math.max(to, 0), all.length - 1), start = all.slice(0, n).join("").length;
  quote.setSelectionRange(start, start + (all[n] ?? "").length);
  return true;
}

function press(row, key) {
  const button = row.querySelector(`[data-key="${key}"]`);
  if (!button) return;
  if (key === "s") row.querySelector("[name=at]").value = cursor(row) + Number(row.dataset.skip || 0);
  button.form.requestSubmit(button);
}

// open shows the field that a key is for; its own button, or Enter, sends it.
function open(row, name) {
  const field = row.querySelector(`[name="${name}"]`);
  if (!field) return;
  field.closest("details").open = true;
  field.focus();
}

const fields = { a: "lead", d: "due", f: "set", w: "words" };

document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
  const target = e.target, row = here();
  if (e.key === "Escape" && row) { go(row); return; }
  const typing = target.matches("input, select, textarea:not([readonly])");
  if (e.key === "Enter" && typing && row && target.tagName === "INPUT") {
    const send = { lead: "a", co: "a", co_2: "a", due: "d", theme: "w", before: "s" }[target.name];
    const button = send && row.querySelector(`[data-do="${send}"], [data-key="${send}"]`);
    if (button) { e.preventDefault(); button.form.requestSubmit(button); }
    return;
  }
  if (typing) return;
  if (target.matches("[data-quote]") && !e.shiftKey && step(target, e.key)) { e.preventDefault(); return; }
  const key = e.key.toLowerCase();
  if (key === "j" || key === "n") move(1);
  else if (key === "k" || key === "p") move(-1);
  else if (key === "u") document.getElementById("form-undo")?.requestSubmit();
  else if (!row) return;
  else if (kinds[Number(key) - 1]) {
    const type = row.querySelector("[name=type]");
    if (!type) return;
    type.value = kinds[Number(key) - 1];
    press(row, "e");
  } else if (fields[key]) open(row, fields[key]);
  else if ("exms".includes(key) && key.length === 1) press(row, key);
  else return;
  e.preventDefault();
});

go(document.getElementById(location.hash.slice(1)) || rows.find((r) => r.matches(".row-open")));
