// The overlay: a picture with its marks as SVG. The files of this folder are joined in the order
// of `ui/marks/overlay.py` behind the kit, and before them stands `GROUP`.

const ICONS = {
  minus: "M5 12h14",
  plus: "M12 5v14M5 12h14",
  fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  draw: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M12 9v6M9 12h6",
  tags: "M3 11V4a1 1 0 0 1 1-1h7l10 10-8 8L3 11zM7.5 7.5h.01",
  enlarge: "M14 4h6v6M10 20H4v-6M20 4l-7 7M4 20l7-7",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M9 9h.01",
  close: "M6 6l12 12M18 6L6 18",
};

const stage = make("div", "stage", { "data-state": "empty" });
const bar = make("div", "bar");
const title = make("div", "title");
const tools = make("div", "tools", { role: "toolbar", "aria-label": word("stage_tools") });
const view = make("div", "view", { tabindex: "0", role: "group", "aria-label": word("stage_view") });
const world = make("div", "world");
const photo = make("img", "photo", { draggable: "false", alt: "" });
const svg = draw("svg", { class: "marks", preserveAspectRatio: "none" });
const tags = make("div", "tags");
const toast = make("div", "toast", { role: "status", "aria-live": "polite" });
world.append(photo, svg, tags);
view.append(world);
bar.append(title, tools);

let shown = { picture: null, marks: [], width: 0, height: 0 };
let toastTimer = 0;

function tell(text) {
  toast.textContent = text;
  toast.classList.add("on");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => toast.classList.remove("on"), 2500);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without HTTPS there is no clipboard API; the old way still works from a click.
    const area = make("textarea", "", { readonly: "" });
    area.value = text;
    stage.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  tell(word("stage_copied", { text }));
}
