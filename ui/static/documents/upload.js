// Documents come in by drop, paste or the file chooser; locked ones ask for their password here.
// The last lines put the reader together.

const ACCEPT = ".pdf,.pptx,.docx,.xlsx,.md,.markdown,.txt,.html,.htm,.epub,.tif,.tiff,image/*";
const drop = make("label", "drop");
const file = make("input", "file", { type: "file", accept: ACCEPT, multiple: "" });
file.setAttribute("aria-label", word("choose"));
drop.append(file, icon("file"), make("strong", "", {}, word("drop")), make("span", "", {}, word("drop_more")));
const asks = make("div", "asks");
const add = tool("plus", "add", () => file.click(), word("add"));
add.classList.add("add");

async function bring(files) {
  if (!files.length) return;
  reader.classList.add("busy");
  const arrived = [];
  for (const one of files) {
    try {
      const { path } = await upload(one);
      arrived.push({ path, name: one.name });
    } catch {
      say(word("upload_failed", { name: one.name })); // the server's reason gradio shows itself
    }
  }
  reader.classList.remove("busy");
  brought.push(...arrived);
  hand();
}

// Files are opened one lot after the other: what is brought meanwhile waits for its end.
const PATIENCE_MS = 15000;
const brought = [];
let handed = 0;
function hand() {
  if (handed || !brought.length) return;
  handed = setTimeout(received, PATIENCE_MS); // should its end never be seen
  trigger("arrive", { files: brought.splice(0) });
}

function received() {
  clearTimeout(handed);
  handed = 0;
  hand();
}

function say(text) {
  notes.replaceChildren(make("p", "line bad", { role: "alert" }, text));
}

takes(file, reader, bring);

function fillChips() {
  const made = state.docs.map((doc) => {
    const chip = make("span", "doc");
    const open = make("button", "name", { type: "button", title: doc.name }, doc.name);
    open.setAttribute("aria-pressed", String(doc === state.doc));
    open.addEventListener("click", () => doc !== state.doc && openDoc(doc.id));
    const close = tool("close", "close_doc", () => trigger("close", { doc: doc.id }));
    close.setAttribute("aria-label", word("close_doc") + ": " + doc.name);
    chip.append(open, close);
    return chip;
  });
  chips.replaceChildren(...made);
  const now = chips.querySelector("[aria-pressed=true]")?.parentElement;
  if (now) chips.scrollLeft = now.offsetLeft - chips.offsetLeft - 40;
}

function fillAsks(waiting) {
  const made = waiting.map((one, index) => {
    const form = make("form", "ask");
    const key = make("input", "key", { type: "password", autocomplete: "off", placeholder: word("password") });
    key.setAttribute("aria-label", word("password_for", { name: one.name }));
    const words = word(one.wrong ? "password_wrong" : "password_for", { name: one.name });
    const give = make("button", "do", { type: "submit" }, word("unlock"));
    const leave = make("button", "do", { type: "button" }, word("leave"));
    leave.addEventListener("click", () => trigger("unlock", { index, password: null }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (key.value) trigger("unlock", { index, password: key.value });
    });
    form.append(icon("lock"), make("span", one.wrong ? "bad" : "", {}, words), key, give, leave);
    return form;
  });
  asks.replaceChildren(...made);
}

bar.append(
  back,
  number,
  total,
  on,
  make("span", "space"),
  piecesButton,
  tool("minus", "out", () => setZoom(state.zoom / 1.25)),
  zoomText,
  tool("plus", "in", () => setZoom(state.zoom * 1.25)),
  tool("enlarge", "enlarge", () => enlarge()),
);
function enlarge(wanted = !reader.classList.contains("enlarged")) {
  reader.classList.toggle("enlarged", wanted);
  document.body.style.overflow = wanted ? "hidden" : "";
}

view.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const steps = { ArrowRight: 1, ArrowLeft: -1, PageDown: 1, PageUp: -1 };
  if (event.key in steps) go(state.page + steps[event.key]);
  else if (event.key === "Home") go(0);
  else if (event.key === "End") go(state.doc.pages - 1);
  else if (["+", "="].includes(event.key)) setZoom(state.zoom * 1.25);
  else if (event.key === "-") setZoom(state.zoom / 1.25);
  else if (event.key === "0") setZoom(1);
  else if (event.key === "Escape" && reader.classList.contains("enlarged")) enlarge(false);
  else if (event.key === "Escape") light([]);
  else return;
  event.preventDefault();
});

// What goes on that is no answer: opening, recognising, gathering, exporting.
const doing = make("div", "doing");
const doingText = make("span", "", { role: "status" });
const doingBar = make("progress", "", { max: "1" });
doing.append(make("i"), doingText, doingBar, button("stop", () => {
  brought.length = 0;
  trigger("halt");
}));
function showDoing(text, fraction) {
  doing.hidden = !text;
  if (doingText.textContent !== text) doingText.textContent = text ?? "";
  doingBar.hidden = typeof fraction !== "number";
  doingBar.value = fraction ?? 0;
}

let changed = 0;
function update() {
  const value = { docs: [], waiting: [], changed: 0, busy: false, doing: "", ...(props.value ?? {}) };
  const before = new Set(state.docs.map((doc) => doc.id));
  state.docs = value.docs;
  reader.dataset.state = value.docs.length ? "open" : "empty";
  reader.dataset.busy = String(Boolean(value.busy));
  if (value.busy) clearTimeout(handed);
  else if (handed) received();
  fillAsks(value.waiting);
  showDoing(value.doing, value.fraction);
  const fresh = value.docs.filter((doc) => !before.has(doc.id));
  const stays = value.docs.find((doc) => doc.id === state.doc?.id);
  if (!value.docs.length) {
    state.doc = state.data = state.content = null;
    thumbs.replaceChildren();
    chips.replaceChildren();
    notes.replaceChildren();
    tell({ what: "document", doc: null });
  } else if (!before.size && fresh.some((doc) => doc.id === kept().doc)) openDoc(kept().doc, kept().page ?? 0);
  else if (fresh.length) openDoc(fresh.at(-1).id);
  else if (!stays) openDoc(value.docs.at(-1).id);
  else {
    state.doc = stays;
    fillChips();
    if (value.changed !== changed) show(state.data?.sharp); // pages were recognised
  }
  changed = value.changed;
}

const head = make("div", "head");
head.append(chips, add, search);
desk.append(bar, notes, view);
body.append(thumbs, desk);
const running = make("div", "running");
reader.append(running, head, doing, asks, body, drop);
element.querySelector(".mount").replaceChildren(reader);
watch("value", update);
update();
