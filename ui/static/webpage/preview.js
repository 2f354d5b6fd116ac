// The preview: the page in a sandboxed frame, scaled to the room there is. Runs as a component's
// `js_on_load` with gradio's `element`, `props`, `trigger`, `watch` in scope, and before it `GUARD`,
// `SANDBOX`, `KEY` and `WORDS`. Nothing here parses the page's HTML: it goes into `srcdoc` only.

const PHONE = [390, 844];
const ICONS = {
  desktop: "M3 5h18v11H3zM9 20h6M12 16v4",
  phone: "M7 3h10v18H7zM11 18h2",
  pick: "M5 3l6 16 2-7 7-2z",
  fill: "M14 4h6v6M10 20H4v-6M20 4l-7 7M4 20l7-7",
};
const box = make("div", "page-view");
const bar = make("div", "bar", { role: "toolbar", "aria-label": word("tools") });
const room = make("div", "room");
const holder = make("div", "holder");
const said = make("span", "said", { role: "status" });
room.append(holder);

let shown = { html: "", width: 1280, height: 800, writing: false };
let phone = false;
let picking = false;
let key = "";
let frame = null;
let coming = null;
let waiting = 0;

const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

function guarded(html, secret) {
  const doctype = /^\s*<!doctype[^>]*>/i.exec(html)?.[0] ?? "";
  return doctype + GUARD.replace(KEY, secret) + html.slice(doctype.length);
}

function newFrame(html, secret) {
  const made = make("iframe", "page", { title: word("title"), referrerpolicy: "no-referrer" });
  made.setAttribute("sandbox", SANDBOX);
  made.setAttribute("allow", "");
  made.srcdoc = guarded(html, secret);
  return made;
}

// The next page loads behind the one that is seen and takes its place when it is there: no flash.
function put() {
  waiting = 0;
  coming?.remove();
  const secret = newKey();
  const next = (coming = newFrame(shown.html, secret));
  next.classList.add("coming");
  next.addEventListener("load", () => {
    if (coming !== next) return;
    frame?.remove();
    frame = next;
    coming = null;
    key = secret;
    next.classList.remove("coming");
    box.dataset.shows = shown.html ? "page" : "nothing";
    ask();
  }, { once: true });
  holder.append(next);
  fit();
}

function fit() {
  const [width, tall] = phone ? PHONE : [shown.width, shown.height];
  const filled = box.classList.contains("filled");
  const across = room.clientWidth - (phone ? 24 : 0);
  if (across <= 0) return;
  const scale = Math.min(1, across / width);
  const most = filled ? room.clientHeight : Math.max(320, innerHeight * 0.72);
  const height = filled ? most / scale : Math.min(tall, most / scale);
  holder.style.width = width * scale + "px";
  holder.style.height = height * scale + "px";
  for (const one of holder.children) {
    one.style.width = width + "px";
    one.style.height = height + "px";
    one.style.transform = `scale(${scale})`;
  }
}

function ask() {
  frame?.contentWindow?.postMessage({ key, pick: picking }, "*");
}

function pick(on) {
  picking = on;
  pickButton.setAttribute("aria-pressed", String(on));
  said.textContent = on ? word("picking") : "";
  ask();
}

function fill(on) {
  box.classList.toggle("filled", on);
  fillButton.setAttribute("aria-pressed", String(on));
  document.body.style.overflow = on ? "hidden" : "";
  fit();
}

async function copyPage() {
  try {
    await navigator.clipboard.writeText(shown.html);
  } catch {
    const area = make("textarea", "", { readonly: "" });
    area.value = shown.html;
    box.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  said.textContent = word("copied");
  setTimeout(() => (said.textContent = ""), 2500);
}

// A window of its own holds the same sandboxed frame, never the page itself.
function openPage() {
  if (!shown.html) return;
  const outer = document.implementation.createHTMLDocument(word("title"));
  const rule = outer.createElement("meta");
  rule.setAttribute("http-equiv", "Content-Security-Policy");
  rule.content = GUARD.match(/content="([^"]*)"/)[1] + "; frame-src \u0027self\u0027"; // Gradio takes a quoted name of a property for an event's
  const style = outer.createElement("style");
  style.textContent = "html,body,iframe{margin:0;border:0;width:100%;height:100%;display:block}body{overflow:hidden}";
  outer.head.prepend(rule);
  outer.head.append(style);
  const inner = outer.createElement("iframe");
  inner.setAttribute("sandbox", SANDBOX);
  inner.setAttribute("referrerpolicy", "no-referrer");
  inner.setAttribute("title", word("title"));
  inner.setAttribute("srcdoc", guarded(shown.html, newKey()));
  outer.body.append(inner);
  const text = "<!doctype html>" + outer.documentElement.outerHTML;
  const address = URL.createObjectURL(new Blob([text], { type: "text/html" }));
  window.open(address, "_blank", "noopener");
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

const desktopButton = tool("desktop", "desktop", () => width(false));
const phoneButton = tool("phone", "phone", () => width(true));
const pickButton = tool("pick", "pick", () => pick(!picking), word("pick"));
const fillButton = tool("fill", "fill", () => fill(!box.classList.contains("filled")));
function width(asPhone) {
  phone = asPhone;
  box.classList.toggle("phone", phone);
  desktopButton.setAttribute("aria-pressed", String(!phone));
  phoneButton.setAttribute("aria-pressed", String(phone));
  fit();
}

window.addEventListener("message", (event) => {
  // Anything may come: only our own frame, with the key of this very page, while pointing.
  const data = event.data;
  if (!frame || event.source !== frame.contentWindow || data?.key !== key || !picking) return;
  if (data.cancelled === true) {
    pick(false);
    return;
  }
  const words = [data.where, data.element, data.name];
  if (!words.every((one) => typeof one === "string" && one.length <= 20000)) return;
  pick(false);
  // Not `path`: Gradio takes that for a file of its own.
  trigger("pick", { where: data.where, element: data.element, name: data.name });
});
document.addEventListener("sightline:page", ({ detail }) => {
  if (detail === "copy") copyPage();
  if (detail === "open") openPage();
});
box.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !(picking || box.classList.contains("filled"))) return;
  event.stopPropagation();
  if (picking) pick(false);
  else fill(false);
});
new ResizeObserver(fit).observe(room);
addEventListener("resize", fit);

function show() {
  const value = { html: "", width: 1280, height: 800, writing: false, ...(props.value ?? {}) };
  const changed = value.html !== shown.html || !(frame || coming);
  shown = value;
  box.dataset.writing = String(value.writing);
  pickButton.disabled = value.writing;
  if (picking && (changed || value.writing)) pick(false);
  if (!changed) fit();
  // While it is written the page is drawn at most every second: scripts in it start each time.
  else if (value.writing) waiting ||= setTimeout(put, frame ? 1000 : 0);
  else {
    clearTimeout(waiting);
    put();
  }
}

bar.append(desktopButton, phoneButton, pickButton, said, fillButton);
box.append(bar, room);
element.querySelector(".mount").replaceChildren(box);
width(false);
watch("value", show);
show();
