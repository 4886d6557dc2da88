// Read aloud: the button appears where the browser has a voice for the page's language, and stops at the second press.
// What matters first is read first: the heading, what is marked data-say, then the rest of the page as it stands.
const button = document.querySelector("[data-listen]");
const synth = window.speechSynthesis;
const language = document.documentElement.lang;

// voice is the one that speaks the page's language best: of this country, and on the device itself.
const voice = () => {
  const short = language.slice(0, 2);
  const tag = (v) => v.lang.replace("_", "-").toLowerCase();
  const fits = (synth.getVoices() || []).filter((v) => tag(v).startsWith(short) || (short === "zh" && tag(v).startsWith("cmn")));
  const rank = (v) => (tag(v) === language.toLowerCase() || tag(v).startsWith("cmn-hans") ? 0 : 2) + (v.localService ? 0 : 1);
  return fits.sort((a, b) => rank(a) - rank(b))[0];
};

const blocks = "h1, h2, h3, h4, p, li, dt, dd, label, legend, summary, figcaption, td, th, button, a.btn";
const unread = "nav, [hidden], [aria-hidden=true], .no-print, .hidden, select, script, template";

// words are the sentences of the page, in the order in which they are read.
const words = () => {
  const main = document.querySelector("main");
  const said = new Set();
  const out = [];
  const say = (e) => {
    if (said.has(e) || e.closest(unread) || e.getClientRects().length === 0) return;
    said.add(e);
    const text = e.innerText.replace(/\s+/g, " ").trim();
    if (text) out.push(...pieces(text));
  };
  // of blocks in one another the innermost ones are read, once
  const inside = (e) => {
    const list = [...e.querySelectorAll(blocks)].filter((x) => !x.querySelector(blocks));
    if (list.length === 0) say(e);
    list.forEach(say);
  };
  const heading = main.querySelector("h1");
  if (heading) say(heading);
  main.querySelectorAll("[data-say]").forEach(inside);
  inside(main);
  return out;
};

// pieces are short enough for browsers that fall silent in a long text.
const pieces = (text) => text.match(/[^。！？；!?;]{1,120}[。！？；!?;]?/g) || [];

const stop = () => {
  synth.cancel();
  show(false);
};

let label = "";
const show = (on) => {
  button.setAttribute("aria-pressed", String(on));
  button.querySelector("span").textContent = on ? button.dataset.stop : label;
};

const start = () => {
  const v = voice();
  const list = words();
  show(true);
  list.forEach((text, i) => {
    const u = new SpeechSynthesisUtterance(text);
    u.voice = v;
    u.lang = v.lang;
    u.rate = 0.9;
    if (i === list.length - 1) u.onend = () => show(false);
    synth.speak(u);
  });
};

if (button && synth && window.SpeechSynthesisUtterance) {
  label = button.querySelector("span").textContent;
  const look = () => { button.hidden = !voice(); };
  look();
  synth.addEventListener?.("voiceschanged", look); // many browsers know their voices only after a while
  button.addEventListener("click", () => (button.getAttribute("aria-pressed") === "true" ? stop() : start()));
  window.addEventListener("pagehide", () => synth.cancel());
}
