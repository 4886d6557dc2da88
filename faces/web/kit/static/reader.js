// The reader of the description is large: it is fetched when somebody asks for it, from this city's own address.
const button = document.querySelector("#read");
const said = document.querySelector("#read-said");
button.parentElement.hidden = false;

function load(tag, fields) {
  return new Promise((done, failed) => {
    const node = Object.assign(document.createElement(tag), fields, { onload: done, onerror: failed });
    document.head.append(node);
  });
}

// What the reader draws without a name gets one, so that it can be read aloud.
function name(root) {
  for (const s of root.querySelectorAll("select:not([aria-label])")) {
    s.setAttribute("aria-label", s.closest("label, td, div")?.textContent.trim().slice(0, 40) || "select");
  }
  for (const b of root.querySelectorAll(".opblock-summary-control:not([aria-label])")) {
    b.setAttribute("aria-label", b.textContent.trim());
  }
}

button.addEventListener("click", async () => {
  button.disabled = true;
  said.textContent = button.dataset.wait;
  try {
    await load("link", { rel: "stylesheet", href: button.dataset.sheet });
    await load("script", { src: button.dataset.script });
  } catch {
    button.disabled = false;
    said.textContent = button.dataset.failed;
    return;
  }
  const reader = document.querySelector("#reader");
  new MutationObserver(() => name(reader)).observe(reader, { childList: true, subtree: true });
  SwaggerUIBundle({
    url: button.dataset.description,
    domNode: reader,
    docExpansion: "list",
    defaultModelsExpandDepth: -1,
    supportedSubmitMethods: ["get"],
    validatorUrl: null,
    onComplete() {
      said.textContent = "";
      button.parentElement.hidden = true;
    },
  });
});
