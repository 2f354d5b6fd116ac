// Zoom and pan. The picture is laid out at its scaled size and scrolled natively, so text and lines
// are drawn anew at every zoom and stay sharp, and touch, wheel and keys scroll as everywhere.

const MOST_ZOOM = 16;
let scale = 1;
let fitted = true;

function fitScale() {
  const { width, height } = shown;
  const room = view.clientWidth || stage.clientWidth;
  const most = stage.classList.contains("enlarged") ? view.clientHeight : maxHeight();
  // Small pictures may grow, but not until they are mush.
  return Math.min(room / width, most / height, Math.max(1, Math.min(2, 640 / width)));
}

function maxHeight() {
  const phone = window.innerWidth < 640;
  return Math.max(220, window.innerHeight * (phone ? 0.5 : 0.7));
}

function setScale(wanted, x = null, y = null) {
  const least = Math.min(fitScale(), 1);
  const old = world.getBoundingClientRect();
  const frame = view.getBoundingClientRect();
  x ??= frame.left + frame.width / 2;
  y ??= frame.top + frame.height / 2;
  const across = (x - old.left) / (old.width || 1);
  const down = (y - old.top) / (old.height || 1);
  scale = Math.min(MOST_ZOOM, Math.max(least, wanted));
  fitted = Math.abs(scale - fitScale()) < 0.001;
  world.style.width = shown.width * scale + "px";
  world.style.height = shown.height * scale + "px";
  world.classList.toggle("pixelated", scale >= 3);
  const now = world.getBoundingClientRect();
  view.scrollLeft += now.left + across * now.width - x;
  view.scrollTop += now.top + down * now.height - y;
  zoomButton.textContent = Math.round(scale * 100) + " %";
  view.classList.toggle("pannable", !fitted);
  placeTags();
}

function fit() {
  if (!shown.picture) return;
  const height = Math.min(maxHeight(), shown.height * fitScale());
  view.style.height = stage.classList.contains("enlarged") ? "" : Math.max(160, height) + "px";
  setScale(fitScale());
}

function toggleFit(x, y) {
  if (fitted) setScale(fitScale() < 0.99 ? 1 : 2, x, y);
  else fit();
}

function enlarge(on = !stage.classList.contains("enlarged")) {
  stage.classList.toggle("enlarged", on);
  document.body.style.overflow = on ? "hidden" : "";
  fit();
}

const zoomButton = make("button", "tool zoom", { type: "button", title: word("stage_fit") });
zoomButton.addEventListener("click", () => toggleFit());

view.addEventListener(
  "wheel",
  (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    setScale(scale * Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.004)), event.clientX, event.clientY);
  },
  { passive: false },
);
view.addEventListener("dblclick", (event) => {
  if (!drawing) toggleFit(event.clientX, event.clientY);
});

// Two fingers pinch.
let pinch = null;
function span(touches) {
  const [a, b] = touches;
  return {
    x: (a.clientX + b.clientX) / 2,
    y: (a.clientY + b.clientY) / 2,
    size: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY),
  };
}
view.addEventListener(
  "touchstart",
  (event) => {
    pinch = event.touches.length === 2 ? { ...span(event.touches), scale } : null;
  },
  { passive: true },
);
view.addEventListener(
  "touchmove",
  (event) => {
    if (!pinch || event.touches.length !== 2) return;
    event.preventDefault();
    const now = span(event.touches);
    view.scrollLeft -= now.x - pinch.x;
    view.scrollTop -= now.y - pinch.y;
    setScale((pinch.scale * now.size) / pinch.size, now.x, now.y);
    pinch.x = now.x;
    pinch.y = now.y;
  },
  { passive: false },
);

// A mouse drags the picture; what was dragged is no click.
let drag = null;
let dragged = false;
view.addEventListener("pointerdown", (event) => {
  dragged = false;
  if (drawing || event.pointerType !== "mouse" || event.button > 1 || fitted) return;
  drag = { x: event.clientX, y: event.clientY };
});
window.addEventListener("pointermove", (event) => {
  if (!drag) return;
  if (!dragged && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 4) return;
  dragged = true;
  view.classList.add("dragging");
  view.scrollLeft -= event.clientX - drag.x;
  view.scrollTop -= event.clientY - drag.y;
  drag = { x: event.clientX, y: event.clientY };
});
window.addEventListener("pointerup", () => {
  drag = null;
  view.classList.remove("dragging");
});

new ResizeObserver(() => {
  if (shown.picture && view.clientWidth && fitted) fit();
}).observe(stage);
window.addEventListener("resize", () => fitted && fit());
