// The reader: which document and which page is open, its picture, and small pictures of all pages.

const state = { docs: [], doc: null, page: 0, zoom: 1, data: null, content: null, serial: 0 };
const dismissed = new Set();
const KEPT = "sightline-documents";
const token = () => window.sightline.session();
const keep = () => {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ doc: state.doc?.id, page: state.page }));
  } catch {
    // storage is blocked: a reload opens the first page
  }
};
const kept = () => {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  } catch {
    return {};
  }
};

const reader = make("div", "reader", { "data-state": "empty" });
const chips = make("div", "chips", { role: "group", "aria-label": word("open_ones") });
const body = make("div", "body");
const thumbs = make("nav", "thumbs", { "aria-label": word("thumbs") });
const desk = make("div", "desk");
const bar = make("div", "bar");
const view = make("div", "view", { tabindex: "0", role: "group", "aria-label": word("view") });
const sheet = make("div", "sheet");
const photo = make("img", "photo", { draggable: "false", alt: "" });
const svg = draw("svg", { class: "marks", preserveAspectRatio: "none" });
const trouble = make("p", "trouble", { role: "alert" });
const notes = make("div", "notes");
sheet.append(photo, svg);
view.append(trouble, sheet);

const number = make("input", "number", { type: "text", inputmode: "numeric", "aria-label": word("page_number") });
const total = make("span", "total");
const back = tool("back", "page_back", () => go(state.page - 1));
const on = tool("on", "page_on", () => go(state.page + 1));
const zoomText = make("button", "tool zoom", { type: "button", title: word("fit") });
zoomText.addEventListener("click", () => setZoom(1));
number.addEventListener("change", () => {
  const wanted = number.value.trim();
  const labelled = state.doc?.labels?.indexOf(wanted) ?? -1;
  const page = /^\d+$/.test(wanted) ? Number(wanted) - 1 : labelled;
  if (page >= 0 && page < (state.doc?.pages ?? 0)) go(page);
  else number.value = state.page + 1;
});
number.addEventListener("focus", () => number.select());

function setZoom(wanted) {
  const old = state.zoom;
  state.zoom = Math.min(4, Math.max(0.5, wanted));
  const middle = view.scrollTop + view.clientHeight / 2;
  sheet.style.width = state.zoom * 100 + "%";
  view.scrollTop = (middle * state.zoom) / old - view.clientHeight / 2;
  zoomText.textContent = Math.round(state.zoom * 100) + " %";
  if (state.data && state.zoom > 1.2 && !state.data.sharp) show(true);
}

// Opens a page of the document that is open; places to light there may come along.
async function go(page, sharp = false) {
  if (!state.doc) return;
  const moved = page !== state.page || !state.data;
  state.page = Math.max(0, Math.min(page, state.doc.pages - 1));
  keep();
  if (moved) view.scrollTop = 0;
  await show(sharp || state.zoom > 1.2);
}

async function show(sharp = false) {
  const serial = ++state.serial;
  const { id } = state.doc;
  const page = state.page;
  number.value = page + 1;
  back.disabled = page === 0;
  on.disabled = page === state.doc.pages - 1;
  markThumb();
  view.setAttribute("aria-busy", "true");
  const asked = { token: token(), doc: id, page };
  const seen = await call("page", { ...asked, sharp });
  if (serial !== state.serial) return;
  trouble.textContent = seen.error ?? "";
  sheet.hidden = Boolean(seen.error);
  if (seen.error) {
    view.removeAttribute("aria-busy");
    state.data = state.content = null;
    tell({ what: "page", doc: id, page, content: null, error: seen.error });
    return;
  }
  const same = state.content && state.data && state.data.doc === id && state.data.page === page;
  state.data = { ...seen, doc: id, page, sharp };
  sheet.style.aspectRatio = `${seen.width} / ${seen.height}`;
  svg.setAttribute("viewBox", `0 0 ${seen.width} ${seen.height}`);
  photo.alt = word("page_alt", { n: page + 1, name: state.doc.name });
  photo.src = seen.url;
  if (!same) {
    state.content = null;
    drawMarks();
    tell({ what: "page", doc: id, page, content: null });
  }
  const content = await call("content", asked);
  if (serial !== state.serial) return;
  view.removeAttribute("aria-busy");
  state.content = content.error ? null : content;
  showOrigin(content);
  drawMarks();
  tell({ what: "page", doc: id, page, content: state.content, picture: seen, error: content.error });
}

// A figure that is enlarged wants more of the page than its picture here has.
heard("sharpen", async ({ page, then }) => {
  const seen = await call("page", { token: token(), doc: state.doc.id, page, sharp: true });
  if (!seen.error) then(seen);
});

async function call(name, data) {
  try {
    return await server["doc_" + name]({ ...data, language: chinese() ? "zh" : "en" });
  } catch {
    return { error: word("no_server") };
  }
}

// What is to be known of the document, until it was read; and what the page's words are from: said where it is not the file's own text.
function showOrigin(content) {
  notes.replaceChildren();
  const said = [state.doc.approximate, ...state.doc.notes].map(spoken).filter(Boolean);
  if (said.length && !dismissed.has(state.doc.id)) {
    const about = make("div", "about");
    const lines = make("div");
    lines.append(...said.map((note) => make("p", "line note", {}, note)));
    const doc = state.doc.id;
    about.append(lines, tool("close", "dismiss", () => {
      dismissed.add(doc);
      about.remove();
    }));
    notes.append(about);
  }
  for (const note of content.notes ?? []) notes.append(make("p", "line note", {}, spoken(note)));
  if (content.error) notes.append(make("p", "line bad", { role: "alert" }, content.error));
  if (content.origin !== "unread") return;
  const line = make("p", "unread");
  line.append(make("span", "", {}, word("unread")));
  const one = make("button", "do", { type: "button" }, word("recognise_one"));
  one.addEventListener("click", () => recognise([state.page]));
  line.append(one);
  if (state.doc.pages > 1) {
    const all = make("button", "do", { type: "button" }, word("recognise_all"));
    all.addEventListener("click", () => recognise(null));
    line.append(all);
  }
  notes.append(line);
}

heard("recognise", () => recognise([state.page]));
function recognise(pages) {
  trigger("recognise", { doc: state.doc.id, pages });
}

// Small pictures come when they are about to be seen, a few at a time.
const wanted = new Set();
let asking = false;
const seenThumbs = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      const page = Number(entry.target.dataset.page);
      if (entry.isIntersecting && !entry.target.dataset.url) wanted.add(page);
      else wanted.delete(page);
    }
    askThumbs();
  },
  { root: thumbs, rootMargin: "200px" },
);

async function askThumbs() {
  if (asking || !wanted.size) return;
  asking = true;
  const doc = state.doc;
  const pages = [...wanted].slice(0, 6);
  for (const page of pages) wanted.delete(page);
  const found = await call("thumbs", { token: token(), doc: doc.id, pages });
  asking = false;
  if (doc.id !== state.doc?.id) return askThumbs();
  for (const [page, url] of Object.entries(found.urls ?? {})) {
    const one = thumbs.children[Number(page)];
    if (!one) continue;
    one.dataset.url = url;
    one.querySelector("img").src = url;
  }
  askThumbs();
}

function fillThumbs() {
  wanted.clear();
  seenThumbs.disconnect();
  const { pages, size, labels } = state.doc;
  const made = [];
  for (let page = 0; page < pages; page++) {
    const one = make("button", "thumb", { type: "button", "data-page": page });
    one.setAttribute("aria-label", word("page_n", { n: page + 1 }));
    const picture = make("img", "", { alt: "", draggable: "false" });
    picture.style.aspectRatio = `${size[0]} / ${size[1]}`;
    const label = labels?.[page];
    one.append(picture, make("span", "", {}, label && label !== String(page + 1) ? `${page + 1} · ${label}` : page + 1));
    one.addEventListener("click", () => go(page));
    made.push(one);
  }
  thumbs.replaceChildren(...made);
  for (const one of made) seenThumbs.observe(one);
}

function markThumb() {
  thumbs.querySelector(".now")?.classList.remove("now");
  thumbs.querySelector("[aria-current]")?.removeAttribute("aria-current");
  const one = thumbs.children[state.page];
  if (!one) return;
  one.classList.add("now");
  one.setAttribute("aria-current", "page");
  // Not scrollIntoView: that would move the whole window too.
  const { offsetTop, offsetLeft, offsetHeight, offsetWidth } = one;
  if (offsetTop < thumbs.scrollTop || offsetTop + offsetHeight > thumbs.scrollTop + thumbs.clientHeight)
    thumbs.scrollTop = offsetTop - thumbs.clientHeight / 2 + offsetHeight / 2;
  if (offsetLeft < thumbs.scrollLeft || offsetLeft + offsetWidth > thumbs.scrollLeft + thumbs.clientWidth)
    thumbs.scrollLeft = offsetLeft - thumbs.clientWidth / 2 + offsetWidth / 2;
}

function openDoc(id, page = 0) {
  const doc = state.docs.find((one) => one.id === id);
  if (!doc) return;
  state.doc = doc;
  state.data = state.content = null;
  state.page = Math.min(page, doc.pages - 1);
  clearSearch();
  light([]);
  total.textContent = "/ " + doc.pages;
  fillThumbs();
  fillChips();
  setZoom(1);
  tell({ what: "document", doc });
  trigger("look", { doc: id });
  go(state.page);
}
