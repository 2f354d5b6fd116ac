// What lies over the page: pieces of the text, what was found, what an answer cites, charts redrawn.

let pieces = false;
let lit = [];
let hot = "";
const piecesButton = tool("pieces", "pieces", () => {
  pieces = !pieces;
  piecesButton.setAttribute("aria-pressed", String(pieces));
  svg.classList.toggle("pieces", pieces);
});
piecesButton.setAttribute("aria-pressed", "false");

function rect(box, className, attributes = {}) {
  const [x1, y1, x2, y2] = box;
  return draw("rect", {
    x: x1,
    y: y1,
    width: Math.max(0.5, x2 - x1),
    height: Math.max(0.5, y2 - y1),
    class: className,
    ...attributes,
  });
}

function drawMarks() {
  const layers = [];
  for (const block of state.content?.blocks ?? []) {
    const group = draw("g", { class: "piece", "data-id": block.id, "data-kind": block.kind });
    group.append(rect(block.box, "", { rx: 2 }));
    layers.push(group);
  }
  for (const hit of hitsHere()) for (const box of hit.boxes) layers.push(rect(box, hit.now ? "hit now" : "hit", { rx: 1.5 }));
  for (const place of lit) if (place.page === state.page) layers.push(rect(place.box, "cited", { rx: 2 }));
  svg.replaceChildren(...layers, ...redrawn(), ...textLayer());
  setHot(hot, false);
}

// The words themselves, unseen over their picture: they can be marked and copied. Pointing at one
// points at its piece.
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufefc]/;
function textLayer() {
  const blocks = state.content?.blocks ?? [];
  const within = (x, y) => blocks.find(({ box: [x1, y1, x2, y2] }) => x1 <= x && x <= x2 && y1 <= y && y <= y2);
  return (state.content?.lines ?? []).map(([words, x1, y1, x2, y2]) => {
    const high = y2 - y1;
    const back = RIGHT_TO_LEFT.test(words);
    const line = draw("text", {
      x: back ? x2 : x1,
      y: y2 - high * 0.22,
      "font-size": high * 0.82,
      textLength: Math.max(1, x2 - x1),
      lengthAdjust: "spacingAndGlyphs",
      direction: back ? "rtl" : "ltr",
      "data-id": within((x1 + x2) / 2, (y1 + y2) / 2)?.id ?? "",
    });
    line.textContent = words;
    return line;
  });
}

function setHot(id, scroll) {
  hot = id;
  for (const one of svg.querySelectorAll(".piece")) {
    const mine = one.dataset.id === id;
    one.classList.toggle("hot", mine);
    if (mine && scroll) bringInto(one.getBoundingClientRect());
  }
}

function bringInto(box) {
  const frame = view.getBoundingClientRect();
  if (box.top < frame.top + 20 || box.bottom > frame.bottom - 20)
    view.scrollTop += box.top - frame.top - Math.max(24, (frame.height - box.height) / 2);
}

svg.addEventListener("pointerover", (event) => {
  const id = event.target.closest("[data-id]")?.dataset.id ?? "";
  setHot(id, false);
  tell({ what: "hover", id, from: "page" });
});
svg.addEventListener("pointerleave", () => {
  setHot("", false);
  tell({ what: "hover", id: "", from: "page" });
});
svg.addEventListener("click", (event) => {
  const id = event.target.closest("[data-id]")?.dataset.id;
  if (id && getSelection().isCollapsed) tell({ what: "choose", id, from: "page" });
});
heard("hover", ({ id, from, box }) => {
  if (from === "page") return;
  svg.querySelectorAll(".cell").forEach((one) => one.remove());
  setHot(id, false);
  if (box) svg.append(rect(box, "cell", { rx: 1 }));
});
heard("choose", ({ id, from }) => from !== "page" && setHot(id, true));

// An answer's citation: its document, its page, its very lines.
heard("cite", async ({ doc, page, places }) => {
  if (!state.docs.some((one) => one.id === doc)) return;
  if (state.doc?.id !== doc) openDoc(doc, page);
  light(places);
  // On a phone the answer stands below the page.
  if (innerWidth < 768) reader.scrollIntoView({ block: "start", behavior: "smooth" });
  await go(page);
  const first = svg.querySelector(".cited");
  if (first) bringInto(first.getBoundingClientRect());
});
heard("go", ({ page }) => go(page));

function light(places) {
  const unlike = new Map(places.map((place) => [place.page + ":" + place.box.join(), place]));
  lit = [...unlike.values()];
  drawMarks();
}

// A chart's values, drawn where the chart must have them: a wrong value is seen at once.
let redraw = "";
heard("redraw", ({ id }) => {
  redraw = id;
  drawMarks();
  const first = svg.querySelector(".value");
  if (first && id) bringInto(first.getBoundingClientRect());
});

function redrawn() {
  const block = (state.content?.blocks ?? []).find((one) => one.chart && one.chart.id === redraw);
  if (!block) return [];
  const layers = [];
  block.chart.drawn.forEach((boxes, index) => {
    const color = `var(--series-${index % 6})`;
    const points = boxes.filter(([x1, y1, x2, y2]) => x2 - x1 < 1 && y2 - y1 < 1);
    if (points.length > 1) {
      const path = points.map(([x, y]) => `${x},${y}`).join(" ");
      layers.push(draw("polyline", { points: path, class: "value line", style: `stroke:${color}` }));
    }
    for (const [x1, y1, x2, y2] of boxes) {
      if (x2 - x1 < 1 && y2 - y1 < 1)
        layers.push(draw("circle", { cx: x1, cy: y1, r: 2.2, class: "value dot", style: `fill:${color}` }));
      else layers.push(rect([x1, y1, x2, y2], "value bar", { style: `stroke:${color}` }));
    }
  });
  return layers;
}
