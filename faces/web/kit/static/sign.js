// A signature drawn on the screen. Without script, and by keyboard, the name is typed.
for (const kept of document.querySelectorAll("input[type=hidden][name=drawn]")) {
  const words = document.getElementById("sign-words");
  const canvas = document.createElement("canvas"), clear = document.createElement("button");
  canvas.width = 600;
  canvas.height = 200;
  canvas.className = "signature";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", words?.dataset.label ?? "");
  clear.type = "button";
  clear.className = "btn plain";
  clear.textContent = words?.dataset.clear ?? "×";
  kept.after(canvas, clear);
  const pen = canvas.getContext("2d");
  let strokes = [], now = null;
  const paint = () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.lineWidth = 4;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = getComputedStyle(canvas).color;
    for (const s of strokes) {
      pen.beginPath();
      for (let i = 0; i < s.length; i += 2) pen.lineTo(s[i] * canvas.width, s[i + 1] * canvas.height);
      pen.stroke();
    }
  };
  const add = (e) => {
    const box = canvas.getBoundingClientRect(), within = (v) => Math.round(Math.min(Math.max(v, 0), 1) * 1000) / 1000;
    if (strokes.reduce((n, s) => n + s.length, 0) < 7000) {
      now.push(within((e.clientX - box.left) / box.width), within((e.clientY - box.top) / box.height));
    }
    paint();
  };
  canvas.addEventListener("pointerdown", (e) => {
    e.preventDefault();
    canvas.setPointerCapture(e.pointerId);
    strokes.push(now = []);
    add(e);
  });
  canvas.addEventListener("pointermove", (e) => { if (now) add(e); });
  const end = () => {
    now = null;
    kept.value = strokes.length ? JSON.stringify(strokes) : "";
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  clear.addEventListener("click", () => {
    strokes = [];
    end();
    paint();
  });
}
