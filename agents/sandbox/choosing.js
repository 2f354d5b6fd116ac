// Find an option by its words. native: set the list at (x, y) if it is a native one. Otherwise: where
// on the view something says these words. Answers {found, options?, x?, y?}.
({ x, y, option, native }) => {
  const plain = (text) => text.normalize("NFKC").replace(/\s+/g, " ").trim().toLowerCase();
  const wanted = plain(option);
  const best = (items, words) =>
    items.find((item) => words(item).trim() === option.trim()) ||
    items.find((item) => plain(words(item)) === wanted) ||
    items.find((item) => wanted && plain(words(item)).startsWith(wanted)) ||
    items.find((item) => wanted && plain(words(item)).includes(wanted));

  const at = (px, py) => {
    let node = document.elementFromPoint(px, py);
    while (node && node.shadowRoot) {
      const inner = node.shadowRoot.elementFromPoint(px, py);
      if (!inner || inner === node) break;
      node = inner;
    }
    return node;
  };

  if (native) {
    let node = at(x, y);
    node = node && (node.closest("select") || node.closest("label")?.control || node);
    if (!(node instanceof HTMLSelectElement)) return { found: "other" };
    const words = (item) => item.label || item.text;
    const chosen = best([...node.options], words);
    if (!chosen) return { found: "missing", options: [...node.options].map(words) };
    if (node.disabled || chosen.disabled || chosen.closest("optgroup")?.disabled) {
      return { found: "disabled" };
    }
    node.focus();
    // An open list is closed by a press of Escape on the browser's side only; changing the value
    // while it is open leaves it open, so the list is asked to hide first.
    const changed = node.multiple ? !chosen.selected : node.value !== chosen.value ||
      node.selectedIndex !== chosen.index;
    if (node.multiple) for (const item of node.options) item.selected = item === chosen;
    else node.selectedIndex = chosen.index;
    if (changed) {
      for (const kind of ["input", "change"]) {
        node.dispatchEvent(new Event(kind, { bubbles: true, composed: true }));
      }
    }
    if (CSS.supports("selector(:open)") && node.matches(":open")) node.blur();
    return { found: "chosen" };
  }

  const likely = '[role="option"], [role="menuitem"], [role="menuitemradio"], li, option, label, a, ' +
    "button, td, div, span, p";
  const seen = [];
  for (const node of document.querySelectorAll(likely)) {
    const words = node.innerText;
    if (!words || words.length > option.length + 60) continue;
    const box = node.getBoundingClientRect();
    const px = box.left + box.width / 2, py = box.top + box.height / 2;
    if (!box.width || !box.height || px < 0 || py < 0 || px >= innerWidth || py >= innerHeight) {
      continue;
    }
    const top = document.elementFromPoint(px, py);
    if (!top || !(node.contains(top) || top.contains(node))) continue;
    const listed = node.closest('[role="option"], [role="listbox"], [role="menu"], li') ? 0 : 1;
    seen.push({ words, x: px, y: py, listed, far: Math.hypot(px - x, py - y), area: box.width * box.height });
  }
  // Of several that say so: an entry of a list first, then the innermost, then the nearest; the
  // field that was clicked may show the same words.
  seen.sort((a, b) => a.listed - b.listed || a.area - b.area || a.far - b.far);
  const found = best(seen.filter((item) => item.far > 4), (item) => item.words);
  return found ? { found: "seen", x: found.x, y: found.y } : { found: "nothing" };
}
