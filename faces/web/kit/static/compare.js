// Before and after: two pictures side by side become one with a slider over it, for a finger and for the arrow keys.
for (const pair of document.querySelectorAll("[data-compare]")) {
  const figures = [...pair.querySelectorAll("figure")];
  const links = figures.map((f) => f.querySelector("a"));
  if (figures.length !== 2 || links.some((a) => !a)) continue;
  const box = document.createElement("div");
  box.className = "compare";
  figures.forEach((f, i) => {
    const a = links[i];
    const img = a.querySelector("img");
    img.sizes = "(min-width: 720px) 660px, 100vw"; // it is wide now
    box.append(img);
    // the words lead to the whole picture, since the slider lies over it
    const words = f.querySelector("h3");
    a.replaceChildren(...words.childNodes);
    words.append(a);
    a.className = "btn plain";
  });
  const slider = document.createElement("input");
  slider.type = "range";
  slider.step = "2";
  slider.value = "50";
  slider.setAttribute("aria-label", pair.dataset.compare);
  const move = () => {
    box.style.setProperty("--at", slider.value + "%");
    slider.setAttribute("aria-valuetext", pair.dataset.at.replace("%", slider.value));
  };
  slider.addEventListener("input", move);
  move();
  box.append(slider);
  pair.before(box);
  pair.classList.add("was-pair");
}
