// Put into every document before its own scripts run: what a headless browser does not draw, drawn.
(() => {
  if (window.__drawn) return;
  Object.defineProperty(window, "__drawn", { value: true });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :root { caret-animation: manual; }
    ::picker(select) { appearance: base-select; }
  `);
  try {
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  } catch (_) {
    return; // A document that takes no style, such as a picture opened alone.
  }

  // The list of a native select opens in a window of its own, which no screenshot shows. While it
  // is in use it is made one that Chromium draws in the page; at rest it looks as its author meant.
  if (!CSS.supports("appearance", "base-select")) return;
  const kept = new WeakMap();
  const pinned = ["appearance", "box-sizing", "width", "height", "min-height", "margin", "padding",
    "border", "border-radius", "background-color", "color", "font"];
  const draw = (select) => {
    if (select.multiple || select.size > 1 || select.disabled || kept.has(select)) return;
    const looks = getComputedStyle(select);
    const values = Object.fromEntries(pinned.map((name) => [name, looks.getPropertyValue(name)]));
    const box = { width: select.offsetWidth + "px", height: select.offsetHeight + "px" };
    kept.set(select, select.getAttribute("style"));
    Object.assign(values, box, { appearance: "base-select", "box-sizing": "border-box",
      "min-height": "0" });
    for (const [name, value] of Object.entries(values)) {
      if (value) select.style.setProperty(name, value, "important");
    }
    select.offsetWidth; // The new style has to hold before the press opens the list.
  };
  const rest = (select) => {
    if (!kept.has(select)) return;
    const style = kept.get(select);
    kept.delete(select);
    if (style === null) select.removeAttribute("style");
    else select.setAttribute("style", style);
  };
  const inside = (event) =>
    event.composedPath().find((node) => node instanceof HTMLSelectElement);
  for (const kind of ["pointerdown", "keydown"]) {
    addEventListener(kind, (event) => {
      const select = inside(event);
      if (select) draw(select);
    }, true);
  }
  addEventListener("focusout", (event) => {
    const select = inside(event);
    // The list's own options take the focus while it is open.
    if (select) setTimeout(() => {
      if (!select.matches(":open") && document.activeElement !== select) rest(select);
    });
  }, true);
})();
