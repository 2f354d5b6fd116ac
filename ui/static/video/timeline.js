// The timeline: shots, segments, text, events and the track of a clip over its seconds. A click
// anywhere seeks the player; it grows while the clip is still being watched.

const KINDS = ["screen changes", "motion", "still", "flash", "black", "fade"];
const MOST_ZOOM = 40;
const MOST_WORD_ROWS = 5;
const TICKS_S = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
const TICK_PX = 84;

const line = make("div", "timeline", { role: "group", "aria-label": word("timeline") });
const scroller = make("div", "scroller", { tabindex: "-1" });
const world = make("div", "world");
const lanes = make("div", "lanes");
const head = make("div", "playhead", { "aria-hidden": "true" });
const zoomBar = make("div", "zoom", { role: "toolbar", "aria-label": word("zoom") });
const unseen = make("div", "notyet", { "aria-hidden": "true" });
const track = make("canvas", "track");
world.append(lanes, unseen, head);
scroller.append(world);

let shown = {};
let zoom = 1;
let at = 0;
let following = true;

const share = (seconds) => (shown.seconds ? (100 * seconds) / shown.seconds : 0);
const place = (node, from, to = null) => {
  node.style.left = share(from) + "%";
  if (to !== null) node.style.width = share(to - from) + "%";
  return node;
};
const thumbNear = (from, to) => {
  const inside = (shown.thumbs ?? []).filter((one) => one.at >= from - 0.05 && one.at < to);
  return inside.length ? inside[Math.floor((inside.length - 1) / 2)] : null;
};

function lane(name, className = "") {
  const row = make("div", "lane " + className);
  const caption = make("span", "caption", {}, word("lane_" + name));
  const body = make("div", "body");
  row.append(caption, body);
  lanes.append(row);
  return body;
}

function block(className, from, to, text, hint) {
  const button = place(make("button", "piece " + className, { type: "button" }), from, to);
  button.title = hint;
  button.setAttribute("aria-label", hint);
  button.dataset.from = from;
  button.dataset.to = to;
  if (text) button.append(make("span", "", {}, text));
  return button;
}

const spanText = (from, to) => (to - from < 0.05 ? clock(from) : `${clock(from)} – ${clock(to)}`);

function showRuler() {
  const body = make("div", "ruler");
  const pixels = (scroller.clientWidth || 800) * zoom;
  const step = TICKS_S.find((one) => (pixels * one) / shown.seconds >= TICK_PX) ?? 7200;
  for (let second = 0; second <= shown.seconds + 1e-6; second += step) {
    const tick = place(make("span", "tick", {}, clock(second, step < 1)), second);
    if (share(second) > 96 / zoom + (100 - 100 / zoom)) tick.classList.add("last");
    body.append(tick);
  }
  for (const second of shown.chosen ?? []) body.append(place(make("i", "chosen"), second));
  lanes.append(body);
}

function showSegments() {
  if (!shown.segments?.length) return;
  const body = lane("segments", "segments");
  shown.segments.forEach((one, index) => {
    const hint = `${spanText(one.from, one.to)}  ${one.title}`;
    body.append(block(`segment by-${one.by}`, one.from, one.to, `${index + 1} · ${one.title}`, hint));
  });
}

function showShots() {
  const thumbs = shown.thumbs ?? [];
  if (!shown.shots?.length && !thumbs.length) return;
  const body = lane("shots", "shots");
  if (!shown.shots?.length) {
    // No shot is known yet, but some frames are.
    thumbs.forEach((one, index) => {
      const to = thumbs[index + 1]?.at ?? shown.seconds;
      const button = block("shot", one.at, to, "", word("frame_at", { at: clock(one.at) }));
      button.style.backgroundImage = `url("${encodeURI(one.url)}")`;
      body.append(button);
    });
  }
  (shown.shots ?? []).forEach((one, index) => {
    const hint = word("shot_hint", { n: index + 1, span: spanText(one.from, one.to), by: word("by_" + one.by) });
    const button = block("shot by-" + one.by, one.from, one.to, "", hint);
    const thumb = thumbNear(one.from, one.to);
    // Long shots show the picture again and again, as a strip of film does.
    if (thumb) button.style.backgroundImage = `url("${encodeURI(thumb.url)}")`;
    body.append(button);
  });
}

function showWords() {
  if (!shown.words?.length) return;
  // What comes and goes first: it tells more than what is there all the time.
  const stays = (one) => one.to - one.from > 0.9 * shown.seconds;
  const inOrder = [...shown.words.filter((one) => !stays(one)), ...shown.words.filter(stays)];
  const rows = [];
  for (const one of inOrder) {
    const free = rows.findIndex((end) => end <= one.from);
    one.row = free < 0 && rows.length < MOST_WORD_ROWS ? rows.length : free;
    if (one.row >= 0) rows[one.row] = one.to;
  }
  const body = lane("words", "words");
  const left = shown.words.filter((one) => one.row < 0).length;
  if (left) body.previousSibling.append(" · ", word("lane_more", { n: left }));
  body.style.setProperty("--rows", rows.length);
  for (const one of shown.words) {
    if (one.row < 0) continue;
    const bar = block("text", one.from, Math.max(one.to, one.from + shown.seconds / 400), one.text, `${spanText(one.from, one.to)}  ${one.text}`);
    bar.style.setProperty("--row", one.row);
    bar.tabIndex = -1;
    bar.classList.toggle("found", Boolean(query) && matches(one.text));
    body.append(bar);
  }
}

function showHappenings() {
  const present = KINDS.filter((kind) => shown.happenings?.some((one) => one.kind === kind));
  if (!present.length) return;
  const body = lane("happenings", "happenings");
  // Most bars are too short for their name: what is what stands beside the lane's, in its order.
  const legend = body.previousSibling;
  for (const kind of present) legend.append(make("i", "event " + slug(kind)), make("span", "", {}, kindName(kind)));
  body.style.setProperty("--rows", present.length);
  for (const one of shown.happenings) {
    const row = present.indexOf(one.kind);
    if (row < 0) continue;
    const name = kindName(one.kind);
    const hint = `${spanText(one.from, one.to)}  ${name}${one.text ? ": " + one.text : ""}`;
    const to = Math.max(one.to, one.from + shown.seconds / 500);
    const bar = block("event " + slug(one.kind), one.from, to, "", hint);
    bar.style.setProperty("--row", row);
    bar.tabIndex = -1;
    body.append(bar);
  }
}

const slug = (kind) => kind.replaceAll(" ", "-");
const kindName = (kind) => word("kind_" + kind.replaceAll(" ", "_"));

function showTrack() {
  if (!shown.track?.length) return;
  const body = lane("track", "measured");
  body.append(track);
  paintTrack();
}

function paintTrack() {
  const width = Math.min(8000, Math.max(300, Math.round((scroller.clientWidth || 800) * zoom)));
  const height = 52;
  const dots = Math.min(2, window.devicePixelRatio || 1);
  track.width = width * dots;
  track.height = height * dots;
  const pen = track.getContext("2d");
  pen.scale(dots, dots);
  const x = (seconds) => (width * seconds) / shown.seconds;
  const points = shown.track;
  const pace = points.length > 1 ? (points.at(-1)[0] - points[0][0]) / (points.length - 1) : shown.seconds;
  points.forEach((one, index) => {
    const from = x(one[0]);
    const next = points[index + 1]?.[0] ?? Math.min(shown.seconds, one[0] + pace);
    pen.fillStyle = `rgb(${one[1]} ${one[2]} ${one[3]})`;
    pen.fillRect(from, 0, Math.max(1, x(Math.min(next, one[0] + 3 * pace)) - from + 0.5), 14);
  });
  const style = getComputedStyle(line);
  const end = x(Math.min(shown.seconds, points.at(-1)[0] + pace)); // so long the last one holds
  const graph = (index, color, filled, most) => {
    pen.beginPath();
    points.forEach((one, i) => {
      const y = height - 1 - 34 * Math.min(1, one[index] / most);
      if (i) pen.lineTo(x(one[0]), y);
      else pen.moveTo(x(one[0]), y);
      if (i === points.length - 1) pen.lineTo(end, y);
    });
    if (filled) {
      pen.lineTo(end, height);
      pen.lineTo(x(points[0][0]), height);
      pen.fillStyle = color;
      pen.globalAlpha = 0.35;
      pen.fill();
      pen.globalAlpha = 1;
    } else {
      pen.strokeStyle = color;
      pen.lineWidth = 1.5;
      pen.stroke();
    }
  };
  graph(5, style.getPropertyValue("--teal").trim() || "#0f766e", true, Math.max(0.02, ...points.map((one) => one[5])));
  graph(4, style.getPropertyValue("--body-text-color-subdued").trim() || "#888", false, 1);
}

function showHead() {
  head.style.left = share(at) + "%";
  if (!following || zoom === 1) return;
  const x = (share(at) / 100) * world.clientWidth;
  const [left, width] = [scroller.scrollLeft, scroller.clientWidth];
  if (x < left || x > left + width * 0.95) scroller.scrollLeft = x - width * 0.2;
}

function showLanes() {
  lanes.replaceChildren();
  if (!shown.seconds) return;
  world.style.width = zoom * 100 + "%";
  showRuler();
  showSegments();
  showShots();
  showWords();
  showHappenings();
  showTrack();
  // What was not watched yet is hatched: nothing there does not mean that nothing happens.
  place(unseen, shown.seen, shown.seconds);
  unseen.hidden = shown.seen >= shown.seconds - 0.05;
  showHead();
}

function setZoom(next, middle = at) {
  zoom = Math.min(MOST_ZOOM, Math.max(1, next));
  showLanes();
  scroller.scrollLeft = (share(middle) / 100) * world.clientWidth - scroller.clientWidth / 2;
}

zoomBar.append(
  tool("minus", "zoom_out", () => setZoom(zoom / 1.6)),
  tool("plus", "zoom_in", () => setZoom(zoom * 1.6)),
);

// ---- seeking: a click on a block goes to where it begins, anywhere else to that second

function secondAt(event) {
  const box = world.getBoundingClientRect();
  return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * shown.seconds;
}
let scrubbing = false;
world.addEventListener("pointerdown", (event) => {
  if (event.button || event.target.closest(".piece, .caption")) return;
  scrubbing = true;
  world.setPointerCapture(event.pointerId);
  publish("seek", secondAt(event));
});
world.addEventListener("pointermove", (event) => scrubbing && publish("seek", secondAt(event)));
for (const name of ["pointerup", "pointercancel"]) world.addEventListener(name, () => (scrubbing = false));
world.addEventListener("click", (event) => {
  const one = event.target.closest(".piece");
  if (!one) return;
  // In a wide block the place that was clicked counts; the keyboard has no place.
  const wide = event.detail && one.classList.contains("shot") && one.clientWidth > 160;
  publish("seek", wide ? secondAt(event) : Number(one.dataset.from));
});
scroller.addEventListener("wheel", (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  setZoom(zoom * Math.exp(-event.deltaY * 0.004), secondAt(event));
}, { passive: false });
scroller.addEventListener("pointerdown", () => (following = false));
line.addEventListener("keydown", (event) => {
  if (event.target.closest("input") || event.altKey || event.ctrlKey || event.metaKey) return;
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (by && !event.target.closest('[role="tab"]')) publish("seek", at + by * (event.shiftKey ? 5 : 1));
  else if (event.key === "+" || event.key === "=") setZoom(zoom * 1.6);
  else if (event.key === "-") setZoom(zoom / 1.6);
  else return;
  event.preventDefault();
});
document.addEventListener(EVENT, ({ detail }) => {
  if (!element.isConnected || detail.what !== "time") return;
  at = detail.at;
  showHead();
  lightRows();
});
new ResizeObserver(() => shown.seconds && line.offsetParent && showLanes()).observe(scroller);
