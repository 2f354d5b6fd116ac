// The page's own controls, or what state it is in. Both measure pages that we wrote or show.
({ ask, path, most }) => {
  const WANTED = 'a, button, input:not([type=hidden]), select, textarea, summary, [role=button], ' +
    '[role=link], [role=tab], [role=checkbox], [role=switch], [role=radio], [role=menuitem], ' +
    '[contenteditable=true], [onclick]';
  const selector = (node) => {
    const steps = [];
    for (let at = node; at && at !== document.documentElement; at = at.parentElement) {
      const same = [...at.parentElement.children].filter((one) => one.localName === at.localName);
      steps.unshift(same.length > 1 ? `${at.localName}:nth-of-type(${same.indexOf(at) + 1})` : at.localName);
    }
    return steps.join(" > ");
  };
  const tidy = (words) => (words || "").replace(/\s+/g, " ").trim().slice(0, 60);
  const named = (node) => tidy(node.getAttribute("aria-label") || node.innerText ||
    node.labels?.[0]?.innerText || node.placeholder || node.title || node.alt || node.name ||
    (["submit", "button", "reset"].includes(node.type) ? node.value : ""));
  const role = (node) => {
    const own = node.getAttribute("role");
    if (own) return own;
    const tag = node.localName;
    if (tag === "a") return "link";
    if (tag === "input") {
      if (["checkbox", "radio", "range", "file", "color"].includes(node.type)) return node.type;
      if (["button", "submit", "reset", "image"].includes(node.type)) return "button";
      return ["date", "time", "month", "week", "datetime-local"].includes(node.type) ? node.type : "field";
    }
    if (tag === "textarea" || node.isContentEditable) return "field";
    return { select: "list", summary: "section" }[tag] || "button";
  };
  const hash = (text) => {
    let sum = 0;
    for (let i = 0; i < text.length; i += 1) sum = (sum * 31 + text.charCodeAt(i)) | 0;
    return `${text.length}:${sum}`;
  };
  const values = () => [...document.querySelectorAll("input, select, textarea, details, dialog")]
    .map((one) => `${one.value ?? ""}|${one.checked ?? ""}|${one.selectedIndex ?? ""}|${one.open ?? ""}`);

  if (ask === "controls") {
    const found = [];
    for (const node of document.querySelectorAll(WANTED)) {
      const box = node.getBoundingClientRect();
      if (found.length >= most || box.width < 3 || box.height < 3) continue;
      if (!node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const inner = node.parentElement.closest("a, button, summary, [role=button]");
      if (inner && found.some((one) => one.path === selector(inner))) continue;
      found.push({ path: selector(node), role: role(node), name: named(node),
        disabled: node.matches(":disabled, [aria-disabled=true]"),
        chosen: node.matches("[aria-pressed=true], [aria-selected=true], [aria-current]:not([aria-current=false])"),
        href: node.localName === "a" ? node.getAttribute("href") : null,
        box: [box.left + scrollX, box.top + scrollY, box.right + scrollX, box.bottom + scrollY],
        options: node.localName === "select"
          ? [...node.options].filter((one) => !one.disabled && !one.selected).map((one) => one.text) : [] });
    }
    return found;
  }
  const node = document.querySelector(path);
  if (!node) return null;
  if (ask === "place") {
    // A form that is sent and then says nothing (a field was empty) was sent all the same.
    if (!("__sent" in window)) {
      Object.defineProperty(window, "__sent", { value: { count: 0 } });
      addEventListener("submit", () => { window.__sent.count += 1; }, true);
      addEventListener("invalid", () => { window.__sent.count += 1; }, true);
    }
    node.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const box = node.getBoundingClientRect();
    // A line of words that wraps has its middle outside of itself.
    const part = node.getClientRects()[0] || box;
    const x = part.left + part.width / 2, y = part.top + part.height / 2;
    const top = document.elementFromPoint(x, y);
    const label = top && top.closest("label");
    const reached = top && (node.contains(top) || top.contains(node) || (label && label.control === node));
    return { x, y, width: part.width, over: reached ? "" : top ? tidy(top.innerText) || top.localName : "nothing" };
  }
  // The sandbox itself dresses lists while they are used (page.js).
  const clone = document.documentElement.cloneNode(true);
  for (const list of clone.querySelectorAll("select")) list.removeAttribute("style");
  return { url: location.href, values: values().join("\n"), dom: hash(clone.outerHTML),
    sent: window.__sent?.count ?? 0,
    scroll: Math.round(scrollY),
    focus: document.activeElement === node || node.contains(document.activeElement) };
}
