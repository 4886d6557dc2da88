// Building pages: elements, icons, buttons. No text ever becomes markup.

// h makes an element. Attributes that are functions are listeners (onclick); false, null and undefined leave an attribute out.
export function h(tag, attrs, ...children) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attrs || {})) {
    if (v === false || v === null || v === undefined) continue;
    if (typeof v === "function") e.addEventListener(k.slice(2), v);
    else if (k === "value") e.value = v;
    else e.setAttribute(k, v === true ? "" : v);
  }
  e.append(...children.flat(3).filter(c => c !== null && c !== undefined && c !== false && c !== ""));
  return e;
}

const SVG = "http://www.w3.org/2000/svg";

export function s(tag, attrs, ...children) {
  const e = document.createElementNS(SVG, tag);
  for (const [k, v] of Object.entries(attrs || {})) e.setAttribute(k, v);
  e.append(...children);
  return e;
}

const drawings = {
  today: "M5 5h14v15H5zM5 10h14M9 3v4M15 3v4", report: "M12 5v14M5 12h14", outbox: "M4 14v5h16v-5M12 15V4M7 9l5-5 5 5", phone: "M8 3h8v18H8zM11 18h2",
  back: "m14 5-7 7 7 7", camera: "M3 8h4l2-3h6l2 3h4v12H3zM12 10a4 4 0 1 0 0 8 4 4 0 0 0 0-8z", pictures: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4", pin: "M12 21s7-6.500 7-12a7 7 0 0 0-14 0c0 5.500 7 12 7 12zM12 7a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  check: "m5 12.500 4.500 4.500L19 7", cross: "m6 6 12 12M18 6 6 18", none: "M5 12h14", warn: "M12 3 2 20h20zM12 9v5M12 17v.5", clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.500l3 2", next: "m10 5 7 7-7 7", off: "M3 3l18 18M5 12a10 10 0 0 1 4-3M15 9a10 10 0 0 1 4 3M9 16a4 4 0 0 1 6 0",
};

export function icon(name) {
  return s("svg", {class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false"}, s("path", {d: drawings[name] || ""}));
}

export const link = (to, attrs, ...children) => h("a", {href: "#" + to, ...attrs}, ...children);

// portions makes the first of many parts at once and the others while the browser has nothing better to do; the function it gives makes all that are left now.
export function portions(box, makers, first, size = 2) {
  let n = 0;
  const make = many => { while (many-- > 0 && n < makers.length) box.append(...[makers[n++]()].flat().filter(Boolean)); };
  const go = () => {
    make(size);
    if (n < makers.length) idle(go);
  };
  const idle = fn => self.requestIdleCallback ? requestIdleCallback(fn, {timeout: 200}) : setTimeout(fn, 20);
  make(first);
  if (n < makers.length) setTimeout(() => idle(go), 50);
  return () => make(makers.length);
}

// fold is a part that is made when it is first opened.
export function fold(attrs, label, make) {
  const d = h("details", {...attrs, ontoggle: () => { if (d.open && d.childElementCount === 1) d.append(make()); }}, h("summary", null, label));
  return d;
}

// twice is a button whose first tap asks and whose second does it.
export function twice(label, sure, fn) {
  const b = h("button", {type: "button", class: "danger", onclick: () => {
    if (b.dataset.sure) return fn();
    b.dataset.sure = "1";
    b.textContent = sure;
    setTimeout(() => { delete b.dataset.sure; b.textContent = label; }, 5000);
  }}, label);
  return b;
}

// toast tells something for a moment; a screen reader hears it.
export function toast(text) {
  const t = document.getElementById("toast");
  t.textContent = text;
  t.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { t.hidden = true; }, 6000);
}
