// How a person's eye meets the document: what is hidden, cut off or covered by something else.
// Lengths are CSS pixels from the top left of the page.
(pageHeight) => {
  const PICTURES = /^(IMG|VIDEO|CANVAS|IFRAME|OBJECT|EMBED)$/;
  const FAINT = 0.15; // what is fainter is not seen
  const view = { width: innerWidth, height: innerHeight };
  const number = (text) => parseFloat(text) || 0;
  const alpha = (color) => {
    const parts = color.match(/[\d.]+(e-?\d+)?/g) || [0, 0, 0, 0];
    const slash = color.match(/\/\s*([\d.]+)/);
    return slash ? +slash[1] : parts.length > 3 && color.startsWith("rgba") ? +parts[3] : 1;
  };

  const styles = new Map();
  const styleOf = (element) => {
    let style = styles.get(element);
    if (!style) styles.set(element, (style = getComputedStyle(element)));
    return style;
  };
  const shares = new Map();
  const opacityOf = (element) => {
    if (element?.nodeType !== 1) return 1;
    let share = shares.get(element);
    if (share === undefined) {
      share = number(styleOf(element).opacity || "1") * opacityOf(element.parentElement);
      shares.set(element, share);
    }
    return share;
  };
  const hidden = (element) =>
    styleOf(element).visibility !== "visible" || opacityOf(element) < FAINT;

  // The part of a rectangle that no ancestor with its own overflow cuts off.
  const clipped = (rect, element, self = false) => {
    let [x1, y1] = [Math.max(0, rect.left), Math.max(0, rect.top)];
    let [x2, y2] = [Math.min(view.width, rect.right), Math.min(pageHeight, rect.bottom)];
    let escapes = false; // an absolute box leaves unpositioned ancestors behind
    for (let at = element; at && at !== document.documentElement; at = at.parentElement) {
      const style = styleOf(at);
      const cuts = style.overflow !== "visible" || style.clipPath !== "none" || style.contain.includes("paint");
      const skip = at === document.body || style.display === "inline" || style.display === "contents";
      if (cuts && !skip && (self || at !== element) && !(escapes && style.position === "static")) {
        const by = at.getBoundingClientRect();
        [x1, y1] = [Math.max(x1, by.left), Math.max(y1, by.top)];
        [x2, y2] = [Math.min(x2, by.right), Math.min(y2, by.bottom)];
      }
      if (style.position === "fixed") break;
      if (style.position === "absolute") escapes = true;
      else if (style.position !== "static") escapes = false;
    }
    return x2 - x1 > 1 && y2 - y1 > 1 ? { left: x1, top: y1, right: x2, bottom: y2 } : null;
  };
  const within = (part, rect, wide, high) =>
    part &&
    part.right - part.left > wide * (rect.right - rect.left) &&
    part.bottom - part.top > high * (rect.bottom - rect.top);

  const isOpaque = (element) => {
    const style = styleOf(element);
    if (hidden(element)) return false;
    if (PICTURES.test(element.tagName)) return opacityOf(element) > 0.6;
    const painted = style.backgroundImage;
    const solid = /url\(/.test(painted) || (/gradient/.test(painted) && !/rgba|transparent/.test(painted));
    if (solid) return opacityOf(element) > 0.6;
    return alpha(style.backgroundColor) * opacityOf(element) > 0.6;
  };
  const stays = (element) => {
    for (let at = element; at; at = at.parentElement)
      if (/fixed|sticky/.test(styleOf(at).position)) return true;
    return false;
  };
  const related = (one, other) => one === other || one.contains(other) || other.contains(one);
  const buries = (hit, element) =>
    hit !== element && element.contains(hit) && styleOf(hit).position !== "static" && isOpaque(hit);
  // Whether something opaque that is no relative of the element lies over most of the part; of
  // words (``text``) also a positioned child of what holds them.
  const covered = (part, element, text) => {
    const shares = part.right - part.left > 24 ? [0.1, 0.5, 0.9] : [0.5];
    let free = 0;
    for (const share of shares) {
      const x = part.left + (part.right - part.left) * share;
      const y = (part.top + part.bottom) / 2 - scrollY;
      const hits = document.elementsFromPoint(x, y);
      let seen = !hits.length;
      for (const hit of hits) {
        if (related(hit, element)) seen = !(text && buries(hit, element));
        // Below the first screen what stays on screen only came along as we scrolled.
        else if (!isOpaque(hit) || (scrollY > 0 && stays(hit))) continue;
        break;
      }
      free += seen;
    }
    return 2 * free <= shares.length;
  };

  return { FAINT, view, number, alpha, styleOf, opacityOf, hidden, clipped, within, covered };
}
