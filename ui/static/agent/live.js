// The live view: the sandbox's screen with pointer and target on top, hands-on while a run is under
// way, and a replay afterwards. Whatever a page or a model wrote reaches the document through
// `textContent` and attributes only.

const ICONS = {
  play: "M7 5l12 7-12 7z",
  pause: "M8 5v14M16 5v14",
  back: "M18 5l-9 7 9 7zM6 5v14",
  next: "M6 5l9 7-9 7zM18 5v14",
  enlarge: "M14 4h6v6M10 20H4v-6M20 4l-7 7M4 20l7-7",
  save: "M12 4v11M7 11l5 5 5-5M5 20h14",
};
const live = make("div", "live");
const bar = make("div", "bar");
const badge = make("span", "badge");
const address = make("span", "address");
const tools = make("div", "tools");
const saver = make("a", "tool", { title: word("live_save"), "aria-label": word("live_save"), "data-tool": "save" });
saver.append(icon("save"));
const larger = tool("enlarge", "live_enlarge", () => enlarge());
tools.append(saver, larger);
bar.append(badge, address, tools);
const screen = make("div", "screen", { tabindex: "-1", role: "group", "aria-label": word("live_title") });
const photo = make("img", "photo", { alt: "", draggable: "false" });
const svg = draw("svg", { class: "over", preserveAspectRatio: "none", "aria-hidden": "true" });
const empty = make("p", "empty");
screen.append(photo, svg, empty);
const caption = make("p", "caption");
const player = make("div", "player");
const scrub = make("input", "scrub", { type: "range", min: "0", step: "1", "aria-label": word("live_record") });
const speed = make("select", "speed", { "aria-label": word("live_speed"), title: word("live_speed") });
for (const rate of [0.5, 1, 2, 4, 8]) speed.append(make("option", "", { value: rate }, rate + "×"));
speed.value = "1";
const playing = tool("play", "live_play", () => setPlaying(!timer));
player.append(
  tool("back", "live_back", () => [setPlaying(false), seek(at - 1)]),
  playing,
  tool("next", "live_next", () => [setPlaying(false), seek(at + 1)]),
  scrub,
  speed,
);
live.append(bar, screen, caption, player);
element.querySelector(".mount").replaceChildren(live);

let shown = {};
let frames = [];
let at = 0;
let timer = 0;

function overlay(width, height, pointer, target) {
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren();
  const unit = width / 1280;
  if (target) {
    const [x, y, x2, y2] = target;
    const box = { x, y, width: Math.max(1, x2 - x), height: Math.max(1, y2 - y), rx: 4 * unit };
    svg.append(draw("rect", { ...box, class: "casing" }), draw("rect", { ...box, class: "target" }));
  }
  if (pointer) {
    const [x, y] = pointer;
    svg.append(draw("circle", { cx: x, cy: y, r: 15 * unit, class: "halo" }));
    const arrow = `M${x} ${y}l0 ${21 * unit}l${5.2 * unit} ${-4.8 * unit}l${3.6 * unit} ${8 * unit}l${4 * unit} ${-1.8 * unit}l${-3.5 * unit} ${-7.8 * unit}l${7.2 * unit} ${-0.6 * unit}z`;
    svg.append(draw("path", { d: arrow, class: "arrow" }));
  }
}

function picture(source, width, height) {
  if (photo.getAttribute("src") !== source) photo.src = source;
  screen.style.aspectRatio = `${width} / ${height}`;
  screen.style.setProperty("--ratio", width / height);
  saver.href = source;
  saver.download = frames.length ? `step-${at + 1}` : "screen";
}

function seek(to) {
  if (!frames.length) return;
  at = Math.min(Math.max(to, 0), frames.length - 1);
  const frame = frames[at];
  scrub.value = at;
  picture(frame.src, frame.width, frame.height);
  overlay(frame.width, frame.height, frame.pointer, frame.target);
  caption.textContent = frame.text;
  address.textContent = frame.url || shown.url || "";
  badge.textContent = word("live_record") + " · " + word("live_at", { n: frame.step, all: frames[frames.length - 1].step });
  document.dispatchEvent(new CustomEvent("sightline:step", { detail: { step: frame.step } }));
}

function setPlaying(on) {
  clearTimeout(timer);
  timer = 0;
  playing.replaceChildren(icon(on ? "pause" : "play"));
  playing.title = word(on ? "live_pause" : "live_play");
  playing.setAttribute("aria-label", playing.title);
  if (!on || !frames.length) return;
  if (at >= frames.length - 1) seek(0);
  const tick = () => {
    if (at >= frames.length - 1) return setPlaying(false);
    seek(at + 1);
    timer = setTimeout(tick, wait());
  };
  const wait = () => (1000 * (frames[at].seconds || 1)) / Number(speed.value);
  timer = setTimeout(tick, wait());
}

scrub.addEventListener("input", () => [setPlaying(false), seek(Number(scrub.value))]);
scrub.addEventListener("keydown", (event) => event.stopPropagation());

function enlarge(on = !live.classList.contains("enlarged")) {
  live.classList.toggle("enlarged", on);
  document.body.style.overflow = on ? "hidden" : "";
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && live.classList.contains("enlarged")) enlarge(false);
});
document.addEventListener("sightline:seek", ({ detail }) => {
  const found = frames.findIndex((frame) => frame.step === detail.step);
  if (found >= 0) [setPlaying(false), seek(found)];
});

// Hands on: what the user does here is done in the sandbox.
function place(event) {
  const frame = photo.getBoundingClientRect();
  const x = ((event.clientX - frame.left) / frame.width) * shown.width;
  const y = ((event.clientY - frame.top) / frame.height) * shown.height;
  if (!(x >= 0 && y >= 0 && x < shown.width && y < shown.height)) return null;
  return { x: Math.round(x), y: Math.round(y) };
}
const BUTTONS = ["left", "middle", "right"];
let pressed = null;
screen.addEventListener("pointerdown", (event) => {
  if (!shown.touch) return;
  const from = place(event);
  if (!from) return;
  event.preventDefault();
  screen.focus({ preventScroll: true });
  flush();
  pressed = { ...from, button: BUTTONS[event.button] ?? "left" };
});
screen.addEventListener("pointerup", (event) => {
  if (!pressed || !shown.touch) return;
  const to = place(event) ?? pressed;
  const moved = Math.hypot(to.x - pressed.x, to.y - pressed.y) > 6;
  if (moved) trigger("hands", { kind: "drag", x: pressed.x, y: pressed.y, x2: to.x, y2: to.y });
  else trigger("hands", { kind: "click", x: pressed.x, y: pressed.y, button: pressed.button, count: Math.min(event.detail || 1, 2) });
  pressed = null;
});
screen.addEventListener("contextmenu", (event) => shown.touch && event.preventDefault());
let turned = null;
screen.addEventListener(
  "wheel",
  (event) => {
    if (!shown.touch || document.activeElement !== screen) return;
    event.preventDefault();
    const where = place(event);
    if (!where) return;
    if (!turned) setTimeout(() => { trigger("hands", { kind: "scroll", ...turned }); turned = null; }, 250);
    turned = { ...where, dx: (turned?.dx ?? 0) + event.deltaX, dy: (turned?.dy ?? 0) + event.deltaY };
  },
  { passive: false },
);
let typed = "";
let typing = 0;
function flush() {
  clearTimeout(typing);
  if (typed) trigger("hands", { kind: "type", text: typed });
  typed = "";
}
screen.addEventListener("keydown", (event) => {
  if (!shown.touch || event.key === "Escape" || event.isComposing) return;
  if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
    typed += event.key;
    clearTimeout(typing);
    typing = setTimeout(flush, 600);
  } else if (["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
  else {
    flush();
    const held = [event.ctrlKey && "Control", event.altKey && "Alt", event.shiftKey && "Shift"].filter(Boolean);
    trigger("hands", { kind: "key", keys: [...held, event.key] });
  }
  event.preventDefault();
  event.stopPropagation();
});

function show() {
  const value = props.value ?? {};
  const before = shown;
  shown = value;
  const replay = value.replay ?? [];
  live.dataset.state = replay.length ? "replay" : value.src ? "live" : "empty";
  live.classList.toggle("touch", Boolean(value.touch));
  screen.tabIndex = value.touch ? 0 : -1;
  screen.title = value.touch ? word("live_touch") : "";
  if (replay.length) {
    if (value.run !== before.run || frames.length !== replay.length) {
      frames = replay;
      scrub.max = frames.length - 1;
      seek(frames.length - 1);
    }
    return;
  }
  frames = [];
  setPlaying(false);
  if (!value.src) {
    photo.removeAttribute("src");
    svg.replaceChildren();
    empty.textContent = word("agent_empty");
    badge.textContent = "";
    address.textContent = "";
    caption.textContent = "";
    screen.style.aspectRatio = "";
    return;
  }
  picture(value.src, value.width, value.height);
  overlay(value.width, value.height, value.pointer, value.target);
  badge.textContent = word("live_now");
  address.textContent = value.url ?? "";
  caption.textContent = value.text ?? "";
}
watch("value", show);
show();
