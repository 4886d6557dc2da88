// Boxes on a photo, by mouse, finger or keyboard. The text field beside the photo stays the truth: it is what is sent.
const most = 40, least = 10;
const within = (v, lo, hi) => Math.min(hi, Math.max(lo, Math.round(v)));

for (const field of document.querySelectorAll("[data-boxes]")) {
  const canvas = field.querySelector("[data-canvas]");
  const tools = field.querySelector("[data-tools]");
  const input = field.querySelector("[data-plain] input");
  const list = field.querySelector("[data-list]");
  const status = field.querySelector("[data-status]");
  const tick = field.querySelector("input[type=checkbox]");
  let boxes = read(input.value);
  tools.hidden = false;
  field.querySelector("[data-plain]").hidden = true;
  canvas.classList.add("drawing");

  function read(text) {
    return text.split(/[;；]/).map((p) => p.split(/[,，\s]+/).filter(Boolean).map(Number))
      .filter((n) => n.length === 4 && n.every(Number.isFinite)).map(([x, y, w, h]) => ({ x, y, w, h }));
  }

  // keep has a box lie on the photo.
  function keep(b) {
    b.w = within(b.w, least, 1000);
    b.h = within(b.h, least, 1000);
    b.x = within(b.x, 0, 1000 - b.w);
    b.y = within(b.y, 0, 1000 - b.h);
    return b;
  }

  const words = (text, values) => text.replace(/{(\w)}/g, (_, k) => values[k]);

  function said(b, i) {
    const cent = (v) => Math.round(v / 10);
    return words(tools.dataset.said, { n: i + 1, x: cent(b.x), y: cent(b.y), w: cent(b.w), h: cent(b.h) });
  }

  function write() {
    input.value = boxes.map((b) => [b.x, b.y, b.w, b.h].join(",")).join("; ");
  }

  function place(el, b, i) {
    el.style.left = b.x / 10 + "%";
    el.style.top = b.y / 10 + "%";
    el.style.width = b.w / 10 + "%";
    el.style.height = b.h / 10 + "%";
    el.setAttribute("aria-label", said(b, i));
  }

  function draw(focus) {
    for (const el of canvas.querySelectorAll(".box")) el.remove();
    list.replaceChildren();
    boxes.forEach((b, i) => {
      const el = document.createElement("button");
      el.type = "button";
      el.className = "box";
      place(el, b, i);
      el.addEventListener("keydown", (e) => key(e, b, i, el));
      el.addEventListener("pointerdown", (e) => drag(e, b, i, el));
      canvas.append(el);
      const item = document.createElement("li");
      const go = document.createElement("button");
      go.type = "button";
      go.className = "chip";
      go.textContent = words(tools.dataset.label, { n: i + 1 });
      go.addEventListener("click", () => el.focus());
      item.append(go);
      list.append(item);
    });
    write();
    if (focus >= 0) canvas.querySelectorAll(".box")[Math.min(focus, boxes.length - 1)]?.focus();
  }

  function key(e, b, i, el) {
    const step = e.ctrlKey ? 1 : 10;
    const move = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[e.key];
    if (move && e.shiftKey) {
      b.w += move[0];
      b.h += move[1];
      b.w = Math.min(b.w, 1000 - b.x);
      b.h = Math.min(b.h, 1000 - b.y);
    } else if (move) {
      b.x += move[0];
      b.y += move[1];
    } else if (e.key === "Delete" || e.key === "Backspace") {
      boxes.splice(i, 1);
      e.preventDefault();
      draw(i);
      if (!boxes.length) tools.querySelector("[data-add]").focus();
      return;
    } else {
      return;
    }
    e.preventDefault();
    place(el, keep(b), i);
    status.textContent = said(b, i);
    write();
  }

  const at = (e) => {
    const r = canvas.getBoundingClientRect();
    return [within((e.clientX - r.left) / r.width * 1000, 0, 1000), within((e.clientY - r.top) / r.height * 1000, 0, 1000)];
  };

  // follow has a function hear of each move until the pointer is lifted.
  function follow(e, moved, done) {
    canvas.setPointerCapture(e.pointerId);
    const end = () => {
      canvas.removeEventListener("pointermove", moved);
      canvas.removeEventListener("pointerup", end);
      canvas.removeEventListener("pointercancel", end);
      done();
    };
    canvas.addEventListener("pointermove", moved);
    canvas.addEventListener("pointerup", end);
    canvas.addEventListener("pointercancel", end);
  }

  function drag(e, b, i, el) {
    if (e.button !== 0) return;
    e.preventDefault();
    e.stopPropagation();
    el.focus();
    const [x0, y0] = at(e), from = { ...b };
    follow(e, (m) => {
      const [x, y] = at(m);
      b.x = from.x + x - x0;
      b.y = from.y + y - y0;
      place(el, keep(b), i);
    }, write);
  }

  function add(b) {
    if (boxes.length >= most) return;
    boxes.push(keep(b));
    tick.checked = true;
    draw(boxes.length - 1);
    status.textContent = said(b, boxes.length - 1);
  }

  canvas.addEventListener("pointerdown", (e) => {
    if (e.button !== 0 || boxes.length >= most) return;
    e.preventDefault();
    const [x0, y0] = at(e);
    const ghost = document.createElement("span");
    ghost.className = "box";
    canvas.append(ghost);
    let b = { x: x0, y: y0, w: 0, h: 0 };
    follow(e, (m) => {
      const [x, y] = at(m);
      b = { x: Math.min(x, x0), y: Math.min(y, y0), w: Math.abs(x - x0), h: Math.abs(y - y0) };
      place(ghost, b, boxes.length);
    }, () => {
      ghost.remove();
      if (b.w >= least && b.h >= least) add(b);
    });
  });
  tools.querySelector("[data-add]").addEventListener("click", () => add({ x: 400, y: 400, w: 200, h: 200 }));
  tools.querySelector("[data-undo]").addEventListener("click", () => {
    boxes.pop();
    draw(-1);
  });
  draw(-1);
}
