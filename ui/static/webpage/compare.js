// Comparing: the screenshot and the render in one place. Runs as a component's `js_on_load`, with
// gradio's `element`, `props`, `watch` in scope and before it `WORDS`.

const BLINK_MS = 700;

const box = make("div", "compare");
const bar = make("div", "bar", { role: "group", "aria-label": word("how") });
const view = make("div", "view");
const target = make("img", "target", { draggable: "false" });
const render = make("img", "render", { draggable: "false" });
const heat = make("img", "heat", { draggable: "false" });
const handle = make("div", "handle", { "aria-hidden": "true" });
const range = make("input", "range", { type: "range", min: "0", max: "100", value: "50" });
range.setAttribute("aria-label", word("divide"));
const names = make("div", "names", { "aria-hidden": "true" });
const left = make("span", "", {}, word("target"));
const right = make("span", "", {}, word("render"));
names.append(left, right);
view.append(target, render, heat, handle, range);
const strip = make("div", "strip");
const nothing = make("p", "nothing", {}, word("nothing"));

let mode = "slider";
let timer = 0;

function divide() {
  const at = Number(range.value);
  box.style.setProperty("--at", at + "%");
}

function set(next) {
  mode = next;
  box.dataset.mode = mode;
  for (const button of bar.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
  }
  clearInterval(timer);
  box.classList.remove("other");
  if (mode === "blink") {
    timer = setInterval(() => {
      if (!box.isConnected) clearInterval(timer);
      if (box.offsetParent) box.classList.toggle("other");
    }, BLINK_MS);
  }
}

for (const name of ["slider", "blink", "heat"]) {
  const button = make("button", "mode", { type: "button", "data-mode": name }, word(name));
  button.addEventListener("click", () => set(name));
  bar.append(button);
}
range.addEventListener("input", divide);

function show() {
  const pictures = props.value?.pictures ?? [];
  const by = Object.fromEntries(pictures.map((one) => [one.kind, one]));
  const there = Boolean(by.target && by.render);
  box.dataset.state = there ? "two" : "none";
  if (!there) return;
  target.src = by.target.file.url;
  target.alt = word("target");
  render.src = by.render.file.url;
  render.alt = word("render");
  heat.src = by.heat?.file.url ?? by.target.file.url;
  heat.alt = word("heat");
  // Both from the top, equally wide: what is longer hangs out below.
  const width = by.target.width;
  const height = Math.max(by.target.height, (by.render.height * width) / by.render.width);
  view.style.aspectRatio = `${width} / ${height}`;
  bar.querySelector('[data-mode="heat"]').disabled = !by.heat;
  if (mode === "heat" && !by.heat) set("slider");
  strip.replaceChildren(
    ...pictures.map((one) => {
      const link = make("a", "picture", {
        href: one.file.url, target: "_blank", "data-name": `${one.kind}.png`,
      });
      const small = make("img", "", { src: one.file.url, alt: word(one.kind) });
      small.style.aspectRatio = `${one.width} / ${one.height}`;
      link.append(small, make("span", "", {}, word(one.kind)));
      return link;
    }),
  );
}

box.append(bar, names, make("div", "pane"), strip, nothing);
box.querySelector(".pane").append(view);
element.querySelector(".mount").replaceChildren(box);
divide();
set("slider");
watch("value", show);
show();
