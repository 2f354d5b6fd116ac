// The player: the clip itself, the boxes that an answer gave over it, and where a clip is dropped.
// Every time anywhere in the tab seeks here. A clip that the browser cannot play is shown as the
// frames that were taken from it, and says so.

const stage = make("div", "stage", { "data-state": "empty" });
const bar = make("div", "bar");
const title = make("div", "title");
const tools = make("div", "tools", { role: "toolbar", "aria-label": word("tools") });
const view = make("div", "view");
const video = make("video", "clip", { controls: "", playsinline: "", preload: "auto" });
const still = make("img", "still", { alt: "" });
const svg = draw("svg", { class: "boxes", preserveAspectRatio: "none" });
const note = make("p", "note");
const noteText = make("span");
const convert = make("button", "convert", { type: "button" }, word("convert"));
const toast = make("div", "toast", { role: "status", "aria-live": "polite" });
note.append(noteText, convert);
view.append(video, still, svg);

let shown = {};
let playable = true;
let at = 0;
let until = null;
let boxesOn = true;
let toastTimer = 0;
let lookTimer = 0;
let sharp = null; // the frame itself, of a clip that cannot be played
const LOOK_MS = 250;

function tell(text, stays = false) {
  toast.textContent = text;
  toast.classList.toggle("on", Boolean(text));
  clearTimeout(toastTimer);
  if (!stays) toastTimer = setTimeout(() => toast.classList.remove("on"), 2500);
}

// ---- time

function seek(to, end = null) {
  at = Math.min(Math.max(0, to), shown.seconds || 0);
  until = end;
  if (playable && video.readyState) {
    video.currentTime = Math.min(at, Math.max(0, video.duration - 0.01) || at);
  }
  moved();
}

function moved() {
  stage.dataset.at = at.toFixed(3);
  drawBoxes();
  if (!playable) showStill();
  publish("time", at);
}

function showStill() {
  const frames = shown.frames ?? [];
  const near = frames.reduce(
    (best, one) => (best && Math.abs(best.at - at) <= Math.abs(one.at - at) ? best : one),
    null,
  );
  if (sharp && Math.abs(sharp.at - at) < 0.02) return;
  if (near) still.src = near.url;
  still.alt = near ? word("frame_at", { at: clock(near.at) }) : "";
  clearTimeout(lookTimer);
  lookTimer = setTimeout(() => stage.offsetParent && trigger("look", { at }), LOOK_MS);
}

document.addEventListener(EVENT, ({ detail }) => {
  if (detail.what !== "still" || detail.key !== shown.key || playable) return;
  sharp = { at, url: detail.url };
  still.src = detail.url;
  still.alt = word("frame_at", { at: clock(detail.at) });
});

video.addEventListener("loadedmetadata", () => {
  // A sound track alone plays too; that is not seeing the clip.
  if (!video.videoWidth) failed();
  else if (at) seek(at, until);
});
video.addEventListener("error", () => video.getAttribute("src") && failed());
for (const name of ["timeupdate", "seeked"]) {
  video.addEventListener(name, () => {
    if (video.seeking || !playable || !video.readyState) return;
    at = video.currentTime;
    if (until !== null && at >= until - 0.02 && !video.paused) {
      video.pause();
      until = null;
    }
    moved();
  });
}
function tick() {
  if (video.paused || video.ended || !element.isConnected) return;
  at = video.currentTime;
  moved();
  requestAnimationFrame(tick);
}
video.addEventListener("play", () => requestAnimationFrame(tick));
video.addEventListener("pointerdown", () => (until = null));

function failed() {
  playable = false;
  stage.dataset.playable = "false";
  noteText.textContent = word("unplayable", { codec: shown.codec || "?" });
  convert.hidden = false;
  showStill();
}

function step(by) {
  if (playable) video.pause();
  const frames = shown.frames ?? [];
  if (playable) seek(at + by / (shown.per_s || 25));
  else {
    const next = by > 0 ? frames.find((one) => one.at > at + 1e-3) : frames.findLast((one) => one.at < at - 1e-3);
    if (next) seek(next.at);
  }
}

convert.addEventListener("click", () => {
  convert.hidden = true;
  noteText.textContent = word("converting");
  trigger("convert", {});
});

// ---- boxes: where something is at a second, drawn between the moments that were given

const LINES = ["#14b8a6", "#f59e0b", "#3b82f6", "#ef4444", "#a855f7", "#84cc16", "#ec4899", "#64748b"];
const HOLD_S = 0.75; // A box given for one second stands for so long before and after it.
const GAP_S = 3; // Between two boxes further apart than that nothing is claimed.

function boxAt(track) {
  let before = null;
  let after = null;
  for (const one of track) {
    if (one[0] <= at) before = one;
    else if (!after) after = one;
  }
  if (before && after && after[0] - before[0] <= GAP_S) {
    const share = (at - before[0]) / (after[0] - before[0]);
    return [1, 2, 3, 4].map((i) => before[i] + share * (after[i] - before[i]));
  }
  const near = [before, after].find((one) => one && Math.abs(one[0] - at) <= HOLD_S);
  return near ? near.slice(1, 5) : null;
}

function drawBoxes() {
  svg.replaceChildren();
  if (!boxesOn) return;
  (shown.tracks ?? []).forEach(({ label, boxes }, number) => {
    const box = boxAt(boxes);
    if (!box) return;
    const [x1, y1, x2, y2] = box;
    const line = LINES[number % LINES.length];
    const size = Math.max(shown.width, shown.height) / 46;
    svg.append(
      draw("rect", { x: x1, y: y1, width: x2 - x1, height: y2 - y1, class: "casing" }),
      draw("rect", { x: x1, y: y1, width: x2 - x1, height: y2 - y1, class: "line", stroke: line }),
    );
    if (label) {
      const y = y1 > size * 1.6 ? y1 - size * 0.45 : y1 + size * 1.1;
      svg.append(draw("text", { x: x1 + size * 0.2, y, "font-size": size, fill: line }, label));
    }
  });
}

// ---- bringing a clip

const drop = make("label", "drop");
const file = make("input", "file", { type: "file", accept: "video/*,.mkv,.avi,.mov,.m4v,.ts,.gif" });
file.setAttribute("aria-label", word("choose"));
drop.append(file, icon("film"), make("strong", "", {}, word("drop")), make("span", "", {}, word("drop_more")));

async function bring(files) {
  const [first] = files;
  if (!first) return;
  if (files.length > 1) tell(word("first_only", { name: first.name }));
  stage.classList.add("busy");
  tell(word("uploading", { name: first.name }), true);
  try {
    const { path } = await upload(first);
    tell("");
    trigger("arrive", { path, name: first.name });
  } catch {
    // What the server said of it (too large, say) gradio shows itself.
    tell(word("upload_failed", { name: first.name }));
  } finally {
    stage.classList.remove("busy");
  }
}

takes(file, stage, bring, (one) => one.type.startsWith("video/"));

// ---- the stage

const boxesButton = tool("boxes", "show_boxes", () => {
  boxesOn = !boxesOn;
  boxesButton.setAttribute("aria-pressed", String(boxesOn));
  drawBoxes();
});
boxesButton.setAttribute("aria-pressed", "true");
tools.append(
  boxesButton,
  tool("back", "frame_back", () => step(-1)),
  tool("forth", "frame_forth", () => step(1)),
  tool("film", "new", () => file.click()),
);

document.addEventListener(EVENT, ({ detail }) => {
  if (!element.isConnected || detail.what !== "seek") return;
  seek(detail.at, detail.end ?? null);
  reveal();
});

// On a phone the player may have been scrolled away from what was clicked.
function reveal() {
  const box = stage.getBoundingClientRect();
  if (box.bottom < 80 || box.top > innerHeight - 80) stage.scrollIntoView({ block: "start" });
}

// Every time that the server wrote into the tab: in answers, lists and the strip of frames.
document.addEventListener("click", (event) => {
  if (!element.isConnected || !(event.target instanceof Element)) return;
  const one = event.target.closest('#video [data-seek], #video a[href^="#t="]');
  if (!one) return;
  event.preventDefault();
  const to = one.dataset.seek ?? one.getAttribute("href").slice(3);
  const [from, end] = to.split(",").map(Number);
  if (!Number.isFinite(from)) return;
  seek(from, Number.isFinite(end) ? end : null);
  reveal();
});

function show() {
  const value = props.value ?? {};
  const changed = value.file?.url !== shown.file?.url;
  const anew = value.key !== shown.key;
  shown = value;
  stage.dataset.state = value.file ? "clip" : "empty";
  if (changed) {
    playable = true;
    stage.dataset.playable = "true";
    convert.hidden = true;
    if (anew) at = 0;
    until = null;
    sharp = null;
    still.removeAttribute("src");
    if (value.file) {
      video.src = value.file.url;
      view.style.aspectRatio = `${value.width} / ${value.height}`;
      view.style.setProperty("--shape", value.width / value.height);
      svg.setAttribute("viewBox", `0 0 ${value.width} ${value.height}`);
    } else {
      video.removeAttribute("src");
      video.load();
    }
    title.replaceChildren();
    if (value.file) {
      title.append(
        make("span", "name", { title: value.name }, value.name),
        make("span", "facts", {}, value.facts),
      );
    }
  }
  boxesButton.hidden = !(value.tracks ?? []).length;
  if (!playable) showStill();
  drawBoxes();
}

bar.append(title, tools);
stage.append(bar, view, note, drop, toast);
element.querySelector(".mount").replaceChildren(stage);
watch("value", show);
show();
