// A picture comes in by drop, paste or the file chooser; the last lines put the stage together.

const drop = make("label", "drop");
const file = make("input", "file", { type: "file", accept: "image/*,.heic,.heif,.tif,.tiff,.bmp" });
file.setAttribute("aria-label", word("stage_choose"));
drop.append(file, icon("picture"), make("strong", "", {}, word("stage_drop")));
drop.append(make("span", "", {}, word("stage_drop_more")));

async function bring(files) {
  const [first] = files;
  if (!first) return;
  if (files.length > 1) tell(word("stage_first_only", { name: first.name }));
  stage.classList.add("busy");
  try {
    const { path } = await upload(first);
    trigger("arrive", { path, name: first.name });
  } catch {
    // What the server said of it (too large, say) gradio shows itself.
    tell(word("stage_upload_failed", { name: first.name }));
  } finally {
    stage.classList.remove("busy");
  }
}

takes(file, stage, bring);

const tagButton = tool("tags", "stage_tags", () => {
  tagsOn = !tagsOn;
  tagButton.setAttribute("aria-pressed", String(tagsOn));
  placeTags();
});
tagButton.setAttribute("aria-pressed", "true");
tools.append(
  drawButton,
  tagButton,
  tool("minus", "stage_out", () => setScale(scale / 1.4)),
  zoomButton,
  tool("plus", "stage_in", () => setScale(scale * 1.4)),
  tool("enlarge", "stage_enlarge", () => enlarge()),
  tool("picture", "stage_new", () => file.click()),
);

stage.addEventListener("keydown", (event) => {
  if (event.target === question || event.altKey || event.ctrlKey || event.metaKey) return;
  const arrow = event.key.startsWith("Arrow");
  const n = markAt(event);
  if (event.key === "Escape" && (drawing || region)) [setDrawing(false), setRegion(null)];
  else if (event.key === "Escape" && stage.classList.contains("enlarged")) enlarge(false);
  else if (event.key === "Escape") [choose(0), light(0)];
  else if (event.target.closest(".bar, .ask, .drop")) return;
  else if (drawing && arrow) drawByKey(event.key, event.shiftKey);
  else if (drawing && event.key === "Enter") setDrawing(false);
  else if (n && arrow) focusMark(n + (["ArrowRight", "ArrowDown"].includes(event.key) ? 1 : -1));
  else if (n && ["Enter", " "].includes(event.key)) {
    choose(n);
    copy(shown.marks.find((mark) => mark.n === n).copy);
  } else if (["+", "="].includes(event.key)) setScale(scale * 1.4);
  else if (event.key === "-") setScale(scale / 1.4);
  else if (event.key === "0") fit();
  else if (event.key === "1") setScale(1);
  else return;
  event.preventDefault();
});

function show() {
  const value = props.value ?? {};
  const changed = value.picture?.url !== shown.picture?.url;
  shown = { picture: null, marks: [], width: 0, height: 0, name: "", ...value };
  stage.dataset.state = shown.picture ? "picture" : "empty";
  stage.dataset.busy = String(Boolean(shown.busy));
  if (changed) {
    setDrawing(false);
    setRegion(null);
    question.value = "";
    if (shown.picture) {
      photo.src = shown.picture.url;
      photo.alt = shown.name;
    } else photo.removeAttribute("src");
  }
  title.replaceChildren();
  if (shown.picture) {
    title.append(
      make("span", "name", { title: shown.name }, shown.name),
      make("span", "size", {}, `${shown.width} × ${shown.height}`),
    );
    showMarks();
    if (changed) fit();
  }
}

const running = make("div", "running");
running.animate([{ left: "0" }, { left: "70%" }], {
  duration: 1200,
  iterations: Infinity,
  direction: "alternate",
  easing: "ease-in-out",
});
stage.append(running, bar, view, drop, ask, toast);
element.querySelector(".mount").replaceChildren(stage);
watch("value", show);
show();
