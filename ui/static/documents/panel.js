// What the open page holds, beside it: its text (as read, and as Markdown), tables, figures, outline.

const box = make("div", "panel");
const views = { text: make("div", "text"), tables: make("div", "tables"), figures: make("div", "figures"), outline: make("div", "outline") };
box.append(...Object.values(views));
let doc = null;
let here = { page: 0, content: null, picture: null };
let raw = false;

function nothing(key, values = {}) {
  return make("p", "nothing", {}, word(key, values));
}

function piece(block, node) {
  node.dataset.id = block.id;
  node.classList.add("piece");
  return node;
}

const HEADINGS = { title: "h3", heading: "h4" };

function blockNode(block) {
  if (block.table) return piece(block, tableNode(block.table, false));
  if (block.kind === "picture" || block.kind === "formula" || block.chart) {
    const figure = piece(block, make("figure", block.kind));
    figure.append(cut(block));
    if (block.text) figure.append(make("figcaption", "", {}, block.text));
    return figure;
  }
  const node = piece(block, make(HEADINGS[block.kind] ?? (block.kind === "code" ? "pre" : "p"), block.kind.replace(" ", "-")));
  if (block.kind === "heading") node.dataset.level = block.level;
  if (block.kind === "list item") node.style.setProperty("--depth", Math.max(0, block.level - 1));
  if (block.marker) node.append(make("span", "marker", {}, block.marker));
  node.append(block.text);
  node.dir = "auto";
  node.tabIndex = 0;
  return node;
}

// Around a chart its picture shows some more: half of an axis' outermost figures.
const CHART_EDGE = 8;

// A piece of the page's picture, without asking the server for another one.
function cut(block, { url, width, height } = here.picture) {
  const edge = block.chart ? CHART_EDGE : 0;
  const [x1, y1] = block.box.slice(0, 2).map((at) => Math.max(0, at - edge));
  const [x2, y2] = [Math.min(width, block.box[2] + edge), Math.min(height, block.box[3] + edge)];
  const node = make("div", "cut", { role: "img", "aria-label": word("cut") });
  const wide = Math.max(1, x2 - x1);
  const high = Math.max(1, y2 - y1);
  node.style.aspectRatio = `${wide} / ${high}`;
  node.style.maxWidth = Math.max(60, wide * 1.6) + "px";
  node.style.backgroundImage = `url("${url}")`;
  node.style.backgroundSize = `${(width / wide) * 100}% ${(height / high) * 100}%`;
  const across = width > wide ? (x1 / (width - wide)) * 100 : 0;
  const down = height > high ? (y1 / (height - high)) * 100 : 0;
  node.style.backgroundPosition = `${across}% ${down}%`;
  return node;
}

// A figure as large as there is room; the page's sharp picture takes the place of the one at hand.
function enlarge(block) {
  const dialog = make("dialog", "enlarged");
  const frame = make("div", "frame");
  const [x1, y1, x2, y2] = block.box;
  const fill = (picture) => {
    const large = cut(block, picture);
    large.style.width = `min(92vw, ${(82 * Math.max(1, x2 - x1)) / Math.max(1, y2 - y1)}dvh)`;
    large.style.maxWidth = "none";
    large.style.backgroundColor = "#fff";
    frame.replaceChildren(large);
  };
  const bar = make("form", "", { method: "dialog" });
  const save = make("button", "", { type: "button" }, word("save_picture"));
  save.addEventListener("click", () => savePicture(block));
  const close = make("button", "", {}, word("shut"));
  bar.append(save, close);
  dialog.append(frame, bar);
  fill(here.picture);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => [dialog, frame].includes(event.target) && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  close.focus();
  tell({ what: "sharpen", page: here.page, then: fill });
}

function savePicture(block) {
  trigger("save", { doc: doc.id, form: "png", page: here.page, block: block.id });
}

// The piece of the page as a button that enlarges it.
function figureOf(block) {
  const one = make("button", "zooms", { type: "button", title: word("larger"), "aria-label": word("larger") });
  one.append(cut(block));
  one.addEventListener("click", () => enlarge(block));
  return one;
}

function showText() {
  const bar = make("div", "switch", { role: "group" });
  for (const [key, on] of [["rendered", !raw], ["markdown", raw]]) {
    const one = make("button", "", { type: "button", "aria-pressed": String(on) }, word(key));
    one.addEventListener("click", () => {
      raw = key === "markdown";
      showText();
    });
    bar.append(one);
  }
  const { content } = here;
  if (!content) return views.text.replaceChildren(bar, nothing(here.error ? "no_content" : "reading"));
  const copy = make("button", "copy", { type: "button", "data-copy": content.markdown }, word("copy"));
  bar.append(make("span", "space"), copy);
  if (content.origin === "unread") {
    const empty = nothing("unread_text");
    empty.append(make("br"), button("recognise_one", () => tell({ what: "recognise" })));
    return views.text.replaceChildren(empty);
  }
  const shown = raw ? [make("pre", "raw", { tabindex: "0" }, content.markdown)] : content.blocks.map(blockNode);
  if (content.origin === "recognised" && !raw) shown.unshift(make("p", "hint", {}, word("recognised_text")));
  if (!content.blocks.length) shown.push(nothing("empty_page"));
  const prose = make("div", raw ? "" : "prose-page");
  prose.append(...shown);
  views.text.replaceChildren(bar, prose);
}

// A table as it was read. In the Tables view its cells can be corrected before they are taken away.
function tableNode(table, editable) {
  const frame = make("div", "grid", { tabindex: "0" });
  const node = make("table");
  const covered = new Set();
  const spans = new Map(table.spans.map(([row, column, rows, columns]) => [row + "," + column, [rows, columns]]));
  const told = here.content?.blocks.some((one) => !one.table && one.text === table.caption);
  if (table.caption && !editable && !told) node.append(make("caption", "", {}, table.caption));
  table.rows.forEach((cells, row) => {
    const line = make("tr");
    cells.forEach((text, column) => {
      if (covered.has(row + "," + column)) return;
      const [rows, columns] = spans.get(row + "," + column) ?? [1, 1];
      for (let down = 0; down < rows; down++)
        for (let across = 0; across < columns; across++) if (down || across) covered.add(row + down + "," + (column + across));
      const cell = make(row < table.header_rows ? "th" : "td", "", { "data-row": row, "data-column": column }, text);
      if (rows > 1) cell.rowSpan = rows;
      if (columns > 1) cell.colSpan = columns;
      if (editable) {
        cell.contentEditable = "plaintext-only";
        cell.spellcheck = false;
      } else if (/^[-+−(]?[\d.,\s%$€£()]+$/.test(text.trim())) cell.classList.add("figure");
      line.append(cell);
    });
    node.append(line);
  });
  frame.append(node);
  // Pointing at a cell lights it on the page.
  const point = (event) => {
    const cell = event.target.closest?.("[data-row]");
    const box = cell && table.boxes[cell.dataset.row]?.[cell.dataset.column];
    const page = cell && (table.row_pages[cell.dataset.row] ?? table.page);
    if (box && page === here.page) tell({ what: "hover", id: "", from: "panel", box });
  };
  node.addEventListener("pointerover", point);
  node.addEventListener("focusin", point);
  return frame;
}

function rowsOf(frame, table) {
  const rows = table.rows.map((cells) => [...cells]);
  for (const cell of frame.querySelectorAll("[data-row]"))
    rows[cell.dataset.row][cell.dataset.column] = cell.innerText.replace(/\n+$/, "");
  return rows;
}

function takeBar(rows, name) {
  const bar = make("div", "take");
  const copy = make("button", "do", { type: "button" }, word("copy"));
  copy.addEventListener("pointerdown", () => fill());
  copy.addEventListener("focus", () => fill());
  const fill = () => {
    copy.dataset.copy = rows().map((cells) => cells.map((cell) => cell.replace(/\s+/g, " ")).join("\t")).join("\n");
  };
  fill();
  bar.append(copy);
  for (const form of ["csv", "xlsx", "html"])
    bar.append(button(form, () => trigger("save", { doc: doc.id, form, rows: rows(), ...name })));
  return bar;
}

function tableCard(table) {
  const card = make("section", "card-table");
  const head = make("header");
  head.append(make("strong", "", {}, table.caption || word("table_n", { n: table.n })));
  const pages = [...new Set(table.places.map((place) => place.page))];
  head.append(make("span", "from", {}, `${word("size", { rows: table.rows.length, columns: table.rows[0]?.length ?? 0 })} · ${word("by_" + table.method)}`));
  for (const page of pages) head.append(goes(page));
  const frame = tableNode(table, true);
  card.append(head, frame, takeBar(() => rowsOf(frame, table), { table: table.id, page: table.page }));
  if (table.block) card.dataset.id = table.block;
  return card;
}

function goes(page) {
  const one = make("button", "goes", { type: "button" }, word("page_n", { n: page + 1 }));
  one.addEventListener("click", () => tell({ what: "go", page }));
  return one;
}

function tablesOf(content) {
  return (content?.blocks ?? []).filter((one) => one.table).map((one, index) => ({ ...one.table, block: one.id, n: index + 1 }));
}

function showTables() {
  const gathered = props.value?.doc === doc?.id ? props.value : null;
  const shown = gathered?.tables ? gathered.tables.map((one, index) => ({ ...one, n: index + 1 })) : tablesOf(here.content);
  const nodes = shown.map(tableCard);
  const bar = make("div", "take top");
  if (doc && (doc.pages > 1 || gathered?.tables)) {
    bar.append(make("span", "hint", {}, word(gathered?.tables ? "of_document" : "of_page")), make("span", "space"));
    if (gathered?.tables) bar.append(button("only_page", () => trigger("gather", { doc: null })));
    else bar.append(button("all_tables", () => trigger("gather", { doc: doc.id })));
    if (gathered?.tables?.length) bar.append(button("all_csv", () => document.querySelector("#doc-save-csv")?.click()));
  }
  if (!nodes.length) nodes.push(nothing(here.content || gathered ? "no_tables" : "reading"));
  views.tables.replaceChildren(...(bar.childNodes.length ? [bar] : []), ...nodes);
}

function chartCard(block) {
  const { chart } = block;
  const card = make("section", "card-table chart", { "data-id": block.id });
  const head = make("header");
  head.append(make("strong", "", {}, chart.title || word("chart_" + chart.kind)));
  head.append(make("span", "from", {}, word("from_" + chart.origin)));
  const again = ["native", "vector"].includes(chart.origin) ? [] : [readChart(block, "read_again")];
  card.append(head, figureOf(block));
  const saves = button("save_picture", () => savePicture(block));
  const values = chart.series.flatMap((one) => one.values);
  if (values.length) {
    const frame = tableNode({ rows: chart.rows, header_rows: 1, spans: [], boxes: [], row_pages: [], caption: "", page: here.page }, true);
    card.append(frame);
    const bar = takeBar(() => rowsOf(frame, { rows: chart.rows }), { chart: chart.id, page: here.page });
    if (chart.drawn.some((boxes) => boxes.length)) {
      const over = make("button", "do", { type: "button", "aria-pressed": "false" }, word("redraw"));
      over.addEventListener("click", () => {
        const on = over.getAttribute("aria-pressed") !== "true";
        for (const one of views.figures.querySelectorAll("[aria-pressed]")) one.setAttribute("aria-pressed", "false");
        over.setAttribute("aria-pressed", String(on));
        tell({ what: "redraw", id: on ? chart.id : "" });
      });
      bar.prepend(over);
    }
    bar.append(saves, ...again);
    card.append(bar);
  } else {
    const bar = make("div", "take");
    bar.append(...again, saves);
    card.append(bar);
  }
  for (const note of chart.notes) card.append(make("p", "line note", {}, spoken(note)));
  return card;
}

function readChart(block, key) {
  return button(key, () => trigger("chart", { doc: doc.id, page: here.page, block: block.id }));
}

function showFigures() {
  const blocks = here.content?.blocks ?? [];
  const nodes = blocks.filter((one) => one.chart).map(chartCard);
  const pictures = blocks.filter((one) => (one.kind === "picture" || one.kind === "formula") && !one.chart);
  for (const block of pictures) {
    const card = make("section", "card-table", { "data-id": block.id });
    const head = make("header");
    head.append(make("strong", "", {}, word("kind_" + block.kind)));
    const bar = make("div", "take");
    if (block.kind === "picture") bar.append(readChart(block, "read_chart"));
    bar.append(button("save_picture", () => savePicture(block)));
    card.append(head, figureOf(block));
    if (block.text) card.append(make("p", "caption", {}, block.text));
    card.append(bar);
    nodes.push(card);
  }
  if (!nodes.length) nodes.push(nothing(here.content ? "no_figures" : "reading"));
  views.figures.replaceChildren(...nodes);
}

function showOutline() {
  const facts = make("dl", "facts-list");
  const fact = (key, text) => {
    const line = make("div");
    line.append(make("dt", "", {}, word(key)), make("dd", "", {}, text));
    facts.append(line);
  };
  if (!doc) return views.outline.replaceChildren();
  fact("fact_name", doc.name);
  fact("fact_kind", doc.kind.toUpperCase());
  fact("fact_pages", String(doc.pages));
  const list = make("ol", "sections");
  for (const section of doc.sections) {
    const item = make("li");
    item.style.setProperty("--depth", section.level - 1);
    const one = make("button", "", { type: "button" });
    one.append(make("span", "", {}, section.title), make("span", "page", {}, section.page + 1));
    one.addEventListener("click", () => tell({ what: "go", page: section.page }));
    item.append(one);
    list.append(item);
  }
  const notes = doc.notes.map((note) => make("p", "line note", {}, spoken(note)));
  views.outline.replaceChildren(facts, ...notes, doc.sections.length ? list : nothing("no_outline"));
}

function showAll() {
  showText();
  showTables();
  showFigures();
}

heard("document", (event) => {
  doc = event.doc;
  here = { page: 0, content: null, picture: null };
  showAll();
  showOutline();
});
heard("page", ({ page, content, picture, error }) => {
  here = { page, content, picture: picture ?? here.picture, error };
  tell({ what: "redraw", id: "" });
  showAll();
});

// Pointing lights up, both ways; a click on the page brings its text into sight.
const idAt = (event) => event.target.closest?.("[data-id]")?.dataset.id ?? "";
for (const happens of ["pointerover", "focusin"])
  box.addEventListener(happens, (event) => {
    if (!event.target.closest("[data-row]") || !event.target.closest(".card-table"))
      tell({ what: "hover", id: idAt(event), from: "panel" });
  });
box.addEventListener("pointerleave", () => tell({ what: "hover", id: "", from: "panel" }));
box.addEventListener("click", (event) => {
  if (!event.target.closest("button, [contenteditable]") && idAt(event)) tell({ what: "choose", id: idAt(event), from: "panel" });
});
heard("hover", ({ id, from }) => {
  if (from !== "page") return;
  for (const one of box.querySelectorAll("[data-id]")) one.classList.toggle("hot", one.dataset.id === id);
});
heard("choose", ({ id, from }) => {
  if (from !== "page") return;
  for (const one of box.querySelectorAll("[data-id]"))
    if (one.dataset.id === id && one.offsetParent) one.scrollIntoView({ block: "nearest", behavior: "smooth" });
});

element.querySelector(".mount").replaceChildren(box);
watch("value", showTables);
showAll();
