// Marks: boxes, points and polygons in the picture's pixels, lines of constant width on the
// screen; labels as text of constant size, placed anew at every zoom so that none covers another.

const TAG_HEIGHT = 18;
const TAG_PAD = 5;
const SMALL = 480; // Pictures shown narrower than this, in CSS pixels, get smaller labels.
const SMALL_TAG_HEIGHT = 14;
const SMALL_TAG_PAD = 3;
const GAP = 2;
const pen = document.createElement("canvas").getContext("2d");
let hot = 0;
let chosen = 0;
let tagsOn = true;
let labels = new Map();

function outline(mark) {
  const at = mark.points;
  if (mark.kind === "point") {
    // A line of no length with round ends: a dot whose size the zoom does not change.
    return { tag: "path", attributes: { d: `M${at[0]} ${at[1]}h0` } };
  }
  if (mark.kind === "polygon") {
    const pairs = at.reduce((text, value, i) => text + (i % 2 ? "," : " ") + value, "");
    return { tag: "polygon", attributes: { points: pairs.trim() } };
  }
  const [x, y, x2, y2] = at;
  return { tag: "rect", attributes: { x, y, width: x2 - x, height: y2 - y } };
}

function bounds(mark) {
  const xs = mark.points.filter((_, i) => i % 2 === 0);
  const ys = mark.points.filter((_, i) => i % 2 === 1);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function area(mark) {
  const [x1, y1, x2, y2] = bounds(mark);
  return (x2 - x1) * (y2 - y1);
}

function showMarks() {
  svg.setAttribute("viewBox", `0 0 ${shown.width} ${shown.height}`);
  svg.replaceChildren();
  tags.replaceChildren();
  labels = new Map();
  hot = chosen = 0;
  // Small marks on top, or a panel's box would hide the buttons in it from the mouse.
  for (const mark of [...shown.marks].sort((a, b) => area(b) - area(a))) {
    const group = draw("g", {
      class: "mark " + mark.kind,
      "data-n": mark.n,
      role: "button",
      tabindex: mark.n === 1 ? "0" : "-1",
      "aria-label": word("stage_mark", { n: mark.n, label: mark.title || word("stage_unnamed"), at: mark.copy }),
    });
    group.style.setProperty("--line", mark.line);
    group.style.setProperty("--casing", mark.casing);
    const { tag, attributes } = outline(mark);
    for (const part of mark.kind === "point" ? ["casing", "line", "core"] : ["casing", "line"]) {
      group.append(draw(tag, { ...attributes, class: part }));
    }
    svg.append(group);
    const label = make("span", "tag", { "data-n": mark.n }, mark.text);
    label.style.setProperty("--line", mark.line);
    label.style.setProperty("--casing", mark.casing);
    label.style.color = mark.ink;
    tags.append(label);
    labels.set(mark.n, label);
  }
  placeTags();
}

function candidates([x1, y1, x2, y2], width, height, badge) {
  // The same order as `ui/marks/labels.py`, but that a number sits on a corner like a badge: beside
  // the mark it would hide what lies there.
  const [right, above, below] = [x2 - width, y1 - height - GAP, y2 + GAP];
  const middle = (y1 + y2 - height) / 2;
  const corners = [[x1, above], [x1, below], [right, above], [right, below]];
  const beside = [[x2 + GAP, middle], [x1 - width - GAP, middle]];
  const low = y2 - height;
  const inside = [[x1, y1], [right, y1], [x1, low], [right, low]];
  if (y2 - y1 >= 3 * height && x2 - x1 >= width) corners.splice(1, 0, inside[0]);
  if (badge && x2 - x1 >= 2 * width && y2 - y1 >= 0.8 * height) {
    const [left, top] = [x1 - width / 2, y1 - height / 2];
    corners.unshift([left, top], [x2 - width / 2, top], [left, y2 - height / 2]);
  }
  const [across, down] = [shown.width * scale, shown.height * scale];
  return [...corners, ...beside, ...inside]
    .filter(([, y]) => y >= 0 && y + height <= down && width <= across)
    .map(([x, y]) => [Math.min(Math.max(x, 0), across - width), y]);
}

function overlap(a, b) {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  return width > 0 && height > 0 ? width * height : 0;
}

function placeTags() {
  tags.classList.toggle("off", !tagsOn);
  if (!tagsOn) return;
  const small = shown.width * scale < SMALL;
  const height = small ? SMALL_TAG_HEIGHT : TAG_HEIGHT;
  const pad = small ? SMALL_TAG_PAD : TAG_PAD;
  tags.classList.toggle("small", small);
  pen.font = `600 ${small ? 10 : 11.5}px ${getComputedStyle(stage).fontFamily}`;
  const reach = { point: 9, box: 2, polygon: 2 };
  const anchors = new Map(
    shown.marks.map((mark) => {
      const [x1, y1, x2, y2] = bounds(mark).map((value) => value * scale);
      const more = reach[mark.kind];
      return [mark.n, [x1 - more, y1 - more, x2 + more, y2 + more]];
    }),
  );
  const boxes = [...anchors.values()];
  const placed = [];
  let waiting = [...shown.marks].sort((a, b) => area(a) - area(b));
  for (const bare of [false, true]) {
    const left = [];
    for (const mark of waiting) {
      const label = labels.get(mark.n);
      label.textContent = bare ? mark.n : mark.text;
      const width = Math.ceil(pen.measureText(label.textContent).width) + 2 * pad + 2;
      const anchor = anchors.get(mark.n);
      let best = null;
      let least = Infinity;
      const badge = label.textContent === String(mark.n);
      for (const [x, y] of candidates(anchor, width, height, badge)) {
        const spot = [x, y, x + width, y + height];
        const kept = [x - GAP, y - GAP, x + width + GAP, y + height + GAP];
        if (placed.some((other) => overlap(kept, other))) continue;
        const hidden = boxes.reduce(
          (sum, other) => sum + (other === anchor || surrounds(other, anchor) ? 0 : overlap(spot, other)),
          0,
        );
        if (hidden < least) [best, least] = [spot, hidden];
        if (!hidden) break;
      }
      label.classList.toggle("crowded", !best);
      if (best) placed.push(best);
      else left.push(mark);
      const [x, y] = best ?? [Math.max(0, anchor[0]), Math.max(0, anchor[1] - height - GAP)];
      label.style.left = x + "px";
      label.style.top = y + "px";
    }
    waiting = left;
  }
  // What found no room still says its whole label when it is pointed at.
  for (const mark of waiting) labels.get(mark.n).textContent = mark.text;
}

function surrounds(outer, inner) {
  return outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3];
}

function each(n, action) {
  for (const node of world.querySelectorAll(`[data-n="${n}"]`)) action(node);
}

function publish(what, n) {
  const detail = { group: GROUP, what, n, from: "stage" };
  document.dispatchEvent(new CustomEvent("sightline:mark", { detail }));
}

function light(n, quietly = false) {
  if (n === hot) return;
  each(hot, (node) => node.classList.remove("hot"));
  hot = n;
  each(hot, (node) => node.classList.add("hot"));
  world.classList.toggle("dim", hot > 0);
  if (!quietly) publish("hover", n);
}

function choose(n, quietly = false) {
  each(chosen, (node) => node.classList.remove("chosen"));
  chosen = n;
  each(chosen, (node) => node.classList.add("chosen"));
  if (!quietly) publish("choose", n);
}

function reveal(n) {
  const mark = shown.marks.find((one) => one.n === n);
  if (!mark) return;
  const [x1, y1, x2, y2] = bounds(mark).map((value) => value * scale);
  view.scrollTo({ left: (x1 + x2 - view.clientWidth) / 2, top: (y1 + y2 - view.clientHeight) / 2 });
}

function focusMark(n) {
  const count = shown.marks.length;
  if (!count) return;
  const next = ((n - 1 + count) % count) + 1;
  for (const group of svg.querySelectorAll(".mark")) {
    const mine = Number(group.dataset.n) === next;
    group.setAttribute("tabindex", mine ? "0" : "-1");
    if (mine) group.focus({ preventScroll: true });
  }
  light(next);
  if (!fitted) reveal(next);
}

function markAt(event) {
  const node = event.target.closest?.("[data-n]");
  return node ? Number(node.dataset.n) : 0;
}

world.addEventListener("pointerover", (event) => drawing || light(markAt(event)));
world.addEventListener("pointerleave", () => light(0));
// Listened for here: an SVG that listens for focus itself becomes a stop of the Tab key.
world.addEventListener("focusin", (event) => light(markAt(event)));
world.addEventListener("focusout", () => light(0));
world.addEventListener("click", (event) => {
  if (drawing || dragged) return;
  const n = markAt(event);
  choose(n);
  if (n) copy(shown.marks.find((mark) => mark.n === n).copy);
});
document.addEventListener("sightline:mark", ({ detail }) => {
  if (detail.group !== GROUP || detail.from === "stage" || !stage.isConnected) return;
  if (detail.what === "hover") light(detail.n, true);
  else {
    choose(detail.n, true);
    if (!fitted) reveal(detail.n);
  }
});
