// What pages gain from script: they all work without it.
import "./photos.js";
import "./place.js";
import "./choose.js";
import "./alike.js";
import "./preview.js";
import "./live.js";
import "./listen.js";
import "./compare.js";
import "./sign.js";

// A command that cannot be taken back is asked once more.
document.addEventListener("submit", (e) => {
  const ask = e.target.dataset.ask;
  if (ask && !window.confirm(ask)) {
    e.preventDefault();
    return;
  }
  // One press, one submission: the server would do it once anyway, but a grey button says that it is under way.
  const button = e.submitter;
  if (button && !e.defaultPrevented) setTimeout(() => { button.disabled = true; }, 0);
});
window.addEventListener("pageshow", () => {
  for (const b of document.querySelectorAll("button[disabled]")) b.disabled = false;
});

// Copy a receipt code or an address.
for (const b of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  b.hidden = false;
  b.addEventListener("click", async () => {
    await navigator.clipboard.writeText(b.dataset.copy);
    b.querySelector("span").textContent = b.dataset.done;
  });
}

for (const b of document.querySelectorAll("[data-print]")) {
  b.hidden = false;
  b.addEventListener("click", () => window.print());
}

// On a phone the sections lie in one line that is drawn sideways: where one is, is in its middle.
for (const a of document.querySelectorAll(".sections [aria-current]")) {
  const line = a.closest("ul");
  const at = a.getBoundingClientRect(), within = line.getBoundingClientRect();
  line.scrollLeft += at.left - within.left - (within.width - at.width) / 2;
}

// A link to a command unfolds it.
const unfold = () => {
  const d = location.hash && document.getElementById(location.hash.slice(1));
  if (d && d.tagName === "DETAILS") {
    d.open = true;
    d.scrollIntoView({ block: "center" });
    d.querySelector("input:not([type=hidden]), select, textarea, button")?.focus({ preventScroll: true });
  }
};
window.addEventListener("hashchange", unfold);
unfold();

// A form that waited while its sender logged in is shown under another address than its page has.
const waited = document.querySelector("[data-unsent]");
if (waited) history.replaceState(null, "", waited.dataset.unsent);

// After a refusal, the first thing to put right is in view, and the keyboard is in it.
const wrong = document.querySelector("main .field.wrong, main form > .wrong-text, main [data-unsent]");
if (wrong && !location.hash) {
  const d = wrong.closest("details");
  if (d) d.open = true;
  wrong.scrollIntoView({ block: "center" });
  wrong.querySelector("input:not([type=hidden]), select, textarea")?.focus({ preventScroll: true });
}
