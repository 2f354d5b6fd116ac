// What the player and the timeline share. Joined before either and run as one `js_on_load`, with
// gradio's `element`, `props`, `trigger`, `watch` and `upload` in scope, and before it `WORDS`.
// Whatever a user, a clip or a model wrote reaches the page through `textContent` and
// `setAttribute` only: nothing here parses HTML.

const SVG = "http://www.w3.org/2000/svg";
const EVENT = "sightline:video"; // detail: { what: "seek" | "time" | "still", at, end }

function make(tag, className, attributes = {}, text = "") {
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

function word(key, values = {}) {
  // The page's early script makes navigator.language the chosen one.
  let text = WORDS["video_" + key][navigator.language.toLowerCase().startsWith("zh") ? 1 : 0];
  for (const [name, value] of Object.entries(values)) text = text.replace("{" + name + "}", value);
  return text;
}

function clock(seconds, tenths = true) {
  const whole = Math.max(0, tenths ? Math.floor(seconds * 10 + 1e-6) / 10 : Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = (whole % 60).toFixed(tenths ? 1 : 0).padStart(tenths ? 4 : 2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

function publish(what, at, more = {}) {
  document.dispatchEvent(new CustomEvent(EVENT, { detail: { what, at, ...more } }));
}

// Icons are stroked paths on a 24 × 24 grid.
const ICONS = {
  film: "M4 5h16v14H4zM8 5v14M16 5v14M4 9.5h4M4 14.5h4M16 9.5h4M16 14.5h4",
  back: "M15 6l-6 6 6 6M7 6v12",
  forth: "M9 6l6 6-6 6M17 6v12",
  minus: "M5 12h14",
  plus: "M12 5v14M5 12h14",
  boxes: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4",
};

function icon(name) {
  const svg = draw("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  svg.append(draw("path", { d: ICONS[name] }));
  return svg;
}

function tool(name, key, action) {
  const button = make("button", "tool", { type: "button", "data-tool": name });
  button.title = word(key);
  button.setAttribute("aria-label", word(key));
  button.append(icon(name));
  button.addEventListener("click", action);
  return button;
}
