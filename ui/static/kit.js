// What every script of ours begins with (`ui/scripts.py` joins them into one `js_on_load`, with
// gradio's `element`, `props`, `trigger`, `watch`, `upload` and `server` in scope, and before them
// `WORDS`). Whatever a user, a file or a model wrote reaches the page through `textContent` and
// `setAttribute` only: nothing here parses HTML. Each script brings its own `ICONS`: stroked paths
// on a 24 × 24 grid.

const SVG = "http://www.w3.org/2000/svg";

function make(tag, className = "", attributes = {}, text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text) node.textContent = text;
  return node;
}

function draw(tag, attributes = {}, text = "") {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text) node.textContent = text;
  return node;
}

// The page's early script makes navigator.language the chosen one.
function chinese() {
  return navigator.language.toLowerCase().startsWith("zh");
}

function word(key, values = {}) {
  let text = WORDS[key][chinese() ? 1 : 0];
  for (const [name, value] of Object.entries(values)) text = text.replace("{" + name + "}", value);
  return text;
}

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

// Files by the chooser `input`, dropped on `area`, or pasted while it is the one that is seen;
// `wanted` says which of those pasted are meant.
function takes(input, area, bring, wanted = () => true) {
  input.addEventListener("change", () => {
    bring([...input.files]);
    input.value = "";
  });
  for (const name of ["dragenter", "dragover"]) {
    area.addEventListener(name, (event) => {
      event.preventDefault();
      area.classList.add("over");
    });
  }
  area.addEventListener("dragleave", (event) => {
    if (!area.contains(event.relatedTarget)) area.classList.remove("over");
  });
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    area.classList.remove("over");
    bring([...event.dataTransfer.files]);
  });
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])].filter(wanted);
    if (!files.length || !area.isConnected || area.offsetParent === null) return;
    event.preventDefault();
    bring(files);
  });
}
