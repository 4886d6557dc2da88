// Photos: shown before they are sent, and counted before the server has to.
for (const input of document.querySelectorAll("input[type=file][data-max]")) {
  const field = input.closest(".field");
  const preview = field.querySelector(".preview");
  const warning = field.querySelector("[data-too-many]");
  input.addEventListener("change", () => {
    for (const img of preview.querySelectorAll("img")) URL.revokeObjectURL(img.src);
    preview.replaceChildren();
    const files = [...input.files];
    const tooMany = files.length > Number(input.dataset.max);
    warning.hidden = !tooMany;
    if (tooMany) {
      input.value = "";
      return;
    }
    for (const f of files) {
      const img = document.createElement("img");
      img.alt = f.name;
      img.src = URL.createObjectURL(f);
      img.addEventListener("error", () => img.replaceWith(document.createTextNode(f.name)));
      preview.append(img);
    }
  });
}
