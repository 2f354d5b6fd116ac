// The Documents tab's own parts. The files of this folder are joined in the order of
// `ui/documents/reader.py` and `panel.py` and run as a component's `js_on_load`, with gradio's
// `element`, `props`, `trigger`, `watch`, `upload` and `server` in scope and before them `WORDS`.
// What stands in a document reaches the page through `textContent` and `setAttribute` only.

const SVG = "http://www.w3.org/2000/svg";

function make(tag, className = "", attributes = {}, text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text) node.textContent = text;
  return node;
}

function draw(tag, attributes = {}) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

function chinese() {
  return navigator.language.toLowerCase().startsWith("zh");
}

function word(key, values = {}) {
  let text = WORDS["doc_" + key][chinese() ? 1 : 0];
  for (const [name, value] of Object.entries(values)) text = text.replace("{" + name + "}", value);
  return text;
}

// Icons are stroked paths on a 24 × 24 grid.
const ICONS = {
  back: "M15 5l-7 7 7 7",
  on: "M9 5l7 7-7 7",
  minus: "M5 12h14",
  plus: "M12 5v14M5 12h14",
  pieces: "M4 5h16M4 10h10M4 15h16M4 20h7",
  enlarge: "M14 4h6v6M10 20H4v-6M20 4l-7 7M4 20l7-7",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  find: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L21 21",
  close: "M6 6l12 12M18 6L6 18",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
};

function icon(name) {
  const svg = draw("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  svg.append(draw("path", { d: ICONS[name] }));
  return svg;
}

function tool(name, key, action, text = "") {
  const button = make("button", "tool", { type: "button", "data-tool": name, title: word(key) });
  button.setAttribute("aria-label", word(key));
  if (ICONS[name]) button.append(icon(name));
  if (text) button.append(text);
  button.addEventListener("click", action);
  return button;
}

function button(key, action) {
  const one = make("button", "do", { type: "button" }, word(key));
  one.addEventListener("click", action);
  return one;
}

// Reader, panel and answers tell each other through one event on the document.
function tell(detail) {
  document.dispatchEvent(new CustomEvent("sightline:doc", { detail }));
}

function heard(what, action) {
  document.addEventListener("sightline:doc", (event) => {
    if (event.detail.what === what) action(event.detail);
  });
}
