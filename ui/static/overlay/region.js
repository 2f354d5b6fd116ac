// Drawing a box: with the mouse, a finger, or the arrow keys; then asking what is in it.

const band = make("div", "band");
const ask = make("form", "ask");
const where = make("span", "where");
const question = make("input", "question", { type: "text", maxlength: "500" });
question.placeholder = word("stage_question");
question.setAttribute("aria-label", word("stage_question"));
const askButton = make("button", "do primary", { type: "submit" }, word("stage_ask"));
const alikeButton = make("button", "do", { type: "button" }, word("stage_alike"));
const closeButton = tool("close", "stage_discard", () => setRegion(null));
ask.append(where, question, askButton, alikeButton, closeButton);
world.append(band);

let drawing = false;
let region = null;
let start = null;

function setDrawing(on) {
  drawing = on;
  stage.classList.toggle("drawing", on);
  drawButton.setAttribute("aria-pressed", String(on));
  if (on) light(0);
}

function setRegion(box) {
  region = box;
  stage.classList.toggle("asking", Boolean(box) && !start);
  band.classList.toggle("on", Boolean(box));
  if (!box) return;
  const [x1, y1, x2, y2] = box;
  // Per cent of the picture, so that zooming needs no update.
  band.style.left = (100 * x1) / shown.width + "%";
  band.style.top = (100 * y1) / shown.height + "%";
  band.style.width = (100 * (x2 - x1)) / shown.width + "%";
  band.style.height = (100 * (y2 - y1)) / shown.height + "%";
  where.textContent = word("stage_region", { at: box.map(Math.round).join(", ") });
}

function pixelAt(event) {
  const frame = world.getBoundingClientRect();
  const x = ((event.clientX - frame.left) / frame.width) * shown.width;
  const y = ((event.clientY - frame.top) / frame.height) * shown.height;
  return [Math.min(Math.max(x, 0), shown.width), Math.min(Math.max(y, 0), shown.height)];
}

function between([ax, ay], [bx, by]) {
  return [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];
}

world.addEventListener("pointerdown", (event) => {
  if (!drawing || event.button > 0) return;
  event.preventDefault();
  start = pixelAt(event);
  world.setPointerCapture(event.pointerId);
  setRegion(between(start, start));
});
world.addEventListener("pointermove", (event) => {
  if (start) setRegion(between(start, pixelAt(event)));
});
world.addEventListener("pointerup", (event) => {
  if (!start) return;
  const box = between(start, pixelAt(event));
  start = null;
  const small = Math.min(box[2] - box[0], box[3] - box[1]) * scale < 4;
  setRegion(small ? null : box);
  if (small) tell(word("stage_too_small"));
  else {
    toast.classList.remove("on");
    setDrawing(false);
  }
});
world.addEventListener("pointercancel", () => {
  start = null;
  setRegion(null);
});

// Without a pointer: a box in the middle that arrows move and Shift with arrows resizes.
function drawByKey(key, grow) {
  const [w, h] = [shown.width, shown.height];
  let [x1, y1, x2, y2] = region ?? [w / 3, h / 3, (2 * w) / 3, (2 * h) / 3];
  const step = Math.max(w, h) / 50;
  const dx = key === "ArrowLeft" ? -step : key === "ArrowRight" ? step : 0;
  const dy = key === "ArrowUp" ? -step : key === "ArrowDown" ? step : 0;
  if (!grow) [x1, y1] = [x1 + dx, y1 + dy];
  [x2, y2] = [x2 + dx, y2 + dy];
  if (x1 < 0 || y1 < 0 || x2 > w || y2 > h || x2 - x1 < step || y2 - y1 < step) return;
  setRegion([x1, y1, x2, y2]);
}

ask.addEventListener("submit", (event) => {
  event.preventDefault();
  if (region) trigger("ask_region", { box: region, question: question.value });
});
alikeButton.addEventListener("click", () => region && trigger("find_alike", { box: region }));
const drawButton = tool("draw", "stage_draw", () => {
  setDrawing(!drawing);
  if (drawing) tell(word("stage_draw_hint"));
});
drawButton.append(make("span", "name", {}, word("stage_draw_short")));
drawButton.setAttribute("aria-pressed", "false");
