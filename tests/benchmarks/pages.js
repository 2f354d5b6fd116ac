// Returns {lines, elements} of what is visible in the viewport: the truth that see() is held to.
() => {
  const WIDE = "\\u3000-\\u9fff\\uff00-\\uffef";
  const WORD = new RegExp(`[${WIDE}]|[^\\s${WIDE}]+`, "g");
  const PRIVATE = /^[\s\u{E000}-\u{F8FF}\u{F0000}-\u{10FFFD}]*$/u; // icon fonts
  const number = (text) => parseFloat(text) || 0;
  const alpha = (color) => {
    const parts = color.match(/[\d.]+/g) || [0, 0, 0, 0];
    return parts.length > 3 ? +parts[3] : 1;
  };
  // Hit tests must see everything that is painted.
  const everywhere = document.createElement("style");
  everywhere.textContent = "* { pointer-events: auto !important }";
  document.head.append(everywhere);

  const shownShare = (element) => {
    let share = 1;
    for (; element?.nodeType === 1; element = element.parentElement)
      share *= number(getComputedStyle(element).opacity || "1");
    return share;
  };
  const clipped = (rect, element) => {
    let [x1, y1] = [Math.max(0, rect.left), Math.max(0, rect.top)];
    let [x2, y2] = [Math.min(innerWidth, rect.right), Math.min(innerHeight, rect.bottom)];
    for (let at = element; at && at !== document.documentElement; at = at.parentElement) {
      const style = getComputedStyle(at);
      const clips = style.overflow !== "visible" && style.display !== "inline";
      if (at !== document.body && clips) {
        const by = at.getBoundingClientRect();
        [x1, y1] = [Math.max(x1, by.left), Math.max(y1, by.top)];
        [x2, y2] = [Math.min(x2, by.right), Math.min(y2, by.bottom)];
      }
      if (style.position === "fixed") break;
    }
    return x2 - x1 > 1 && y2 - y1 > 1 ? { left: x1, top: y1, right: x2, bottom: y2 } : null;
  };
  const isOpaque = (element) => {
    const style = getComputedStyle(element);
    return (
      /^(IMG|VIDEO|CANVAS|IFRAME)$/.test(element.tagName) ||
      style.backgroundImage.includes("url(") ||
      alpha(style.backgroundColor) * shownShare(element) > 0.6
    );
  };
  const isCovered = (rect, element) => {
    let free = 0;
    for (const share of [0.1, 0.5, 0.9]) {
      const x = rect.left + (rect.right - rect.left) * share;
      for (const hit of document.elementsFromPoint(x, (rect.top + rect.bottom) / 2)) {
        if (hit === element || element.contains(hit) || hit.contains(element)) {
          free += 1;
          break;
        }
        if (isOpaque(hit)) break;
      }
    }
    return free < 2;
  };
  const visible = (rect, element, wide = 0.5, high = 0.6) => {
    const style = getComputedStyle(element);
    if (style.visibility !== "visible" || shownShare(element) < 0.15) return null;
    const part = clipped(rect, element);
    if (!part || isCovered(part, element)) return null;
    const [width, height] = [rect.right - rect.left, rect.bottom - rect.top];
    return part.right - part.left > wide * width && part.bottom - part.top > high * height
      ? part
      : null;
  };
  const boxOf = (rect) =>
    [rect.left, rect.top, rect.right, rect.bottom].map((value) => Math.round(value * 10) / 10);
  const transformed = (text, how) =>
    how === "uppercase"
      ? text.toUpperCase()
      : how === "lowercase"
        ? text.toLowerCase()
        : how === "capitalize"
          ? text.replace(/(^|\s)\S/g, (start) => start.toUpperCase())
          : text;
  const blockOf = (element) => {
    while (element.parentElement && /^(inline|contents)$/.test(getComputedStyle(element).display))
      element = element.parentElement;
    return element;
  };

  const words = []; // one entry a visible piece of a word on one line
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const element = node.parentElement;
    if (!node.nodeValue.trim() || PRIVATE.test(node.nodeValue)) continue;
    if (/^(SCRIPT|STYLE|NOSCRIPT|TEMPLATE|OPTION|TEXTAREA)$/.test(element.tagName)) continue;
    const style = getComputedStyle(element);
    if (number(style.fontSize) < 4 || alpha(style.color) < 0.15) continue;
    if (style.color === "rgba(0, 0, 0, 0)") continue;
    if (/icon|awesome/i.test(style.fontFamily.split(",")[0])) continue;
    const block = blockOf(element);
    // Cut off with dots: what is left to see is not known.
    const dotted = /ellipsis/.test(getComputedStyle(block).textOverflow);
    const clamped = getComputedStyle(block).webkitLineClamp !== "none";
    if ((dotted && block.scrollWidth > block.clientWidth) || (clamped && block.scrollHeight > block.clientHeight)) continue;
    for (const match of node.nodeValue.matchAll(WORD)) {
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const rects = [...range.getClientRects()].filter((r) => r.width >= 1 && r.height >= 3);
      if (!rects.length) continue;
      const part = visible(rects[0], element);
      if (!part) continue;
      words.push({
        text: transformed(match[0], style.textTransform),
        box: boxOf(part),
        block,
        size: number(style.fontSize),
        cjk: new RegExp(`^[${WIDE}]$`).test(match[0]),
      });
    }
  }

  // What stands in form fields is not in the document's text.
  const canvas = document.createElement("canvas").getContext("2d");
  for (const field of document.querySelectorAll("input, textarea, select")) {
    const kind = field.type || "";
    if (/^(hidden|checkbox|radio|range|color|file|image)$/.test(kind)) continue;
    if (kind === "password" && field.value) continue; // dots
    const typed = field.tagName === "SELECT" ? field.selectedOptions[0]?.text : field.value;
    const text = (typed || field.placeholder || "").trim();
    if (!text || text.includes("\n")) continue;
    const style = getComputedStyle(field);
    const ink = typed ? style.color : getComputedStyle(field, "::placeholder").color;
    if (alpha(ink) < 0.15) continue;
    canvas.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const outer = field.getBoundingClientRect();
    const left = outer.left + number(style.borderLeftWidth) + number(style.paddingLeft);
    const room = outer.right - number(style.borderRightWidth) - number(style.paddingRight) - left;
    const width = canvas.measureText(text).width;
    if (width > room + 2) continue; // cut off: what is visible is not known
    const height = number(style.fontSize) * 1.2;
    const middle =
      field.tagName === "TEXTAREA"
        ? outer.top + number(style.paddingTop) + height / 2
        : (outer.top + outer.bottom) / 2;
    const centred = /^(submit|button|reset)$/.test(kind) || style.textAlign === "center";
    const start = centred ? left + (room - width) / 2 : left;
    const part = visible(
      { left: start, right: start + width, top: middle - height / 2, bottom: middle + height / 2 },
      field,
    );
    if (part)
      words.push({ text, box: boxOf(part), block: field, size: number(style.fontSize), cjk: false });
  }

  // Words of one block on one height, less than an em apart, are a line.
  const lines = [];
  const open = new Map();
  for (const word of words) {
    const [x1, y1, x2, y2] = word.box;
    const last = (open.get(word.block) || []).find((line) => {
      const [, top, right, bottom] = line.box;
      const apart = x1 - right;
      const off = Math.abs((top + bottom) / 2 - (y1 + y2) / 2);
      return apart >= -2 && apart < word.size && off < 0.35 * Math.max(bottom - top, y2 - y1);
    });
    if (last) {
      const glued = x1 - last.box[2] < 0.12 * word.size;
      last.text += (glued ? "" : " ") + word.text;
      last.box = [
        Math.min(last.box[0], x1),
        Math.min(last.box[1], y1),
        Math.max(last.box[2], x2),
        Math.max(last.box[3], y2),
      ];
    } else {
      const line = { text: word.text, box: word.box, size: word.size };
      lines.push(line);
      open.set(word.block, [line, ...(open.get(word.block) || [])].slice(0, 4));
    }
  }

  // What a kind in the document does not look like, or looks like without being called so, is
  // neither demanded nor wrong: "unsure".
  const opensPhoto = (image) => /url\(/.test(image) && !/\.svg|image\/svg|gradient\(.*url\(/.test(image);
  const isFramedLink = (element) => {
    // A link painted as a button: its own ground or border, one short line, a button's height.
    const style = getComputedStyle(element);
    const rect = element.getBoundingClientRect();
    const own = alpha(style.backgroundColor) > 0.05 || number(style.borderTopWidth) * number(style.borderLeftWidth) > 0;
    return own && rect.height >= 19 && rect.height <= 72 && rect.width <= 520;
  };
  const unsureKindOf = (element, kind) => {
    const [tag, rect] = [element.tagName, element.getBoundingClientRect()];
    // A clickable card: role="button" for the keyboard, but prose and a chart to the eye.
    if (kind === "button" && rect.height > 96) return "button";
    if (!kind && tag === "A" && isFramedLink(element)) return "button";
    // An avatar may be called an icon or a picture.
    if (tag === "IMG" && kind === "icon" && Math.min(rect.width, rect.height) >= 24) return "picture";
    // A chart is painted on see-through ground: nothing shows where its box ends.
    if (tag === "CANVAS") return kind;
    // Photos painted as CSS backgrounds: content where they are empty, ground where words stand.
    const large = Math.min(rect.width, rect.height) >= 32;
    if (!kind && large && opensPhoto(getComputedStyle(element).backgroundImage)) return "picture";
    return null;
  };
  const kindOf = (element) => {
    const [tag, role] = [element.tagName, element.getAttribute("role")];
    const type = (element.type || "").toLowerCase();
    if (tag === "INPUT" && type === "checkbox")
      return role === "switch" || element.closest(".form-switch") ? "switch" : "checkbox";
    if (tag === "INPUT" && type === "radio") return "radio";
    if (tag === "INPUT" && /^(submit|button|reset|image)$/.test(type)) return "button";
    if (/^(TEXTAREA|SELECT)$/.test(tag)) return "field";
    if (tag === "INPUT" && !/^(hidden|range|color|file)$/.test(type)) return "field";
    const style = getComputedStyle(element);
    // A border may be there to keep the size alone, and see-through.
    const border = number(style.borderTopWidth) > 0 && alpha(style.borderTopColor) > 0.05;
    const framed = alpha(style.backgroundColor) > 0.05 || border;
    if ((tag === "BUTTON" || role === "button" || element.matches("a.btn, a.button")) && framed)
      return "button";
    if (tag === "IMG" && element.complete && !element.naturalWidth) return null; // not loaded
    if (/^(IMG|CANVAS|VIDEO)$/.test(tag)) {
      const rect = element.getBoundingClientRect();
      return Math.min(rect.width, rect.height) >= 40 ? "picture" : "icon";
    }
    if (tag === "svg" || /(^|\s)(fa|bi|ti|material-icons)/.test(element.className)) {
      const rect = element.getBoundingClientRect();
      return Math.max(rect.width, rect.height) <= 64 ? "icon" : null;
    }
    return null;
  };
  // Many style sheets hide the box itself and paint its neighbour instead.
  const paintedFor = (element, kind) => {
    const next = element.nextElementSibling;
    if (!/^(checkbox|radio|switch)$/.test(kind) || !next || next.innerText?.trim()) return element;
    const hidden = shownShare(element) < 0.15 || element.getBoundingClientRect().width < 6;
    const rect = next.getBoundingClientRect();
    // Without words beside it the neighbour is a colour swatch or a picture to choose.
    const worded = (element.closest("label") || element.parentElement).innerText.trim();
    return hidden && worded && rect.height <= 40 && rect.width <= 90 ? next : element;
  };
  const elements = [];
  for (const element of document.body.querySelectorAll("*")) {
    const kind = kindOf(element);
    const unsure = unsureKindOf(element, kind);
    if (!kind && !unsure) continue;
    const painted = paintedFor(element, kind);
    const rect = painted.getBoundingClientRect();
    if (Math.min(rect.width, rect.height) < 6) continue;
    // Of a photo behind a page's head the visible part counts.
    const least = kind ? 0.9 : 0.2;
    const part = visible(rect, painted, least, least);
    if (!part) continue;
    const [box, text] = [boxOf(part), element.innerText?.trim() || ""];
    if (kind && kind !== unsure) elements.push({ kind, box, text, sure: true });
    if (!unsure) continue;
    const bare = unsure === "picture" && !/^(IMG|CANVAS)$/.test(element.tagName) && !text && !element.childElementCount;
    const whole = (box[2] - box[0]) * (box[3] - box[1]) > 0.8 * innerWidth * innerHeight;
    const isAvatar = kind === "icon"; // then the icon is excused, too: one of the two is enough
    if (isAvatar) elements.at(-1).sure = false;
    elements.push({ kind: unsure, box, text, sure: bare && !whole });
  }
  everywhere.remove();
  return { lines, elements };
};
