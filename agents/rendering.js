// What a person sees of the document: its lines of text and its elements.
// Lengths are CSS pixels from the top left of the page.
({ height: pageHeight, lineLimit }, sight) => {
  const { FAINT, view, number, alpha, styleOf, opacityOf, hidden, clipped, within, covered } =
    sight(pageHeight);
  const WIDE = "\\u3000-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\uff00-\\uffef";
  const WORD = new RegExp(`[${WIDE}]|[^\\s${WIDE}]+`, "g");
  const PRIVATE = /^[\s\u{E000}-\u{F8FF}\u{F0000}-\u{10FFFD}]*$/u; // glyphs of icon fonts
  const ICON_FONT = /icon|awesome|symbols/i; // fonts whose words are drawn as pictures
  const NO_TEXT = /^(SCRIPT|STYLE|NOSCRIPT|TEMPLATE|OPTION|OPTGROUP|TEXTAREA|TITLE|DESC|METADATA)$/;
  const NO_ELEMENT = /^(script|style|noscript|template|option|optgroup|br|wbr|link|meta|title)$/;

  // A sheet of ours that no content policy forbids: hit tests must see all that is painted.
  const everywhere = new CSSStyleSheet();
  everywhere.replaceSync("*, *::before, *::after { pointer-events: auto !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, everywhere];
  const home = [scrollX, scrollY];
  const jump = (y) => scrollTo({ left: 0, top: y, behavior: "instant" });
  jump(0);

  const round = (value) => Math.round(value * 10) / 10;
  const boxOf = (rect) => [rect.left, rect.top, rect.right, rect.bottom].map(round);
  const paths = new Map([[document.body, "body"], [document.documentElement, "html"]]);
  const pathOf = (element) => {
    let path = paths.get(element);
    if (path === undefined) {
      const tag = element.localName;
      const alike = [...(element.parentElement?.children || [])].filter((one) => one.localName === tag);
      const place = alike.length > 1 ? `:nth-of-type(${alike.indexOf(element) + 1})` : "";
      path = (element.parentElement ? pathOf(element.parentElement) + " > " : "") + CSS.escape(tag) + place;
      paths.set(element, path);
    }
    return path;
  };

  // Placed by coordinates: absolute and fixed boxes, and flow boxes pushed far from their place.
  const allText = (document.body.textContent || "").length;
  const isFrame = (element) => {
    const rect = element.getBoundingClientRect();
    return (
      rect.width >= 0.95 * view.width &&
      rect.height >= 0.95 * view.height &&
      element.textContent.length >= 0.5 * allText
    );
  };
  const places = new Map([[document.body, false], [document.documentElement, false]]);
  const isPlaced = (element) => {
    if (!element) return false;
    let placed = places.get(element);
    if (placed === undefined) {
      const style = styleOf(element);
      const far = Math.max(8, number(style.fontSize));
      if (/absolute|fixed/.test(style.position)) placed = !isFrame(element);
      else if (element.localName === "text" && element.ownerSVGElement) placed = true;
      else {
        const pushed = style.position === "relative" ? [number(style.left), number(style.top)] : [0, 0];
        const moved = style.transform === "none" ? [0, 0] : [new DOMMatrix(style.transform).e, new DOMMatrix(style.transform).f];
        const shifted = style.translate === "none" ? [0, 0] : style.translate.split(" ").map(number);
        placed = [...pushed, ...moved, ...shifted].some((value) => Math.abs(value) > far);
      }
      placed = placed || isPlaced(element.parentElement);
      places.set(element, placed);
    }
    return placed;
  };

  const transformed = (text, how) =>
    how === "uppercase"
      ? text.toUpperCase()
      : how === "lowercase"
        ? text.toLowerCase()
        : how === "capitalize"
          ? text.replace(/(^|\s)\S/g, (start) => start.toUpperCase())
          : text;
  const blocks = new Map();
  const blockOf = (element) => {
    let block = blocks.get(element);
    if (block === undefined) {
      const inline = /^(inline|contents)$/.test(styleOf(element).display);
      block = element.parentElement && inline ? blockOf(element.parentElement) : element;
      blocks.set(element, block);
    }
    return block;
  };

  // Pieces of words, one each visual line they stand on.
  const pieces = [];
  const addPiece = (text, part, element, block, style, glue) =>
    pieces.push({
      text,
      box: boxOf(part),
      block,
      element,
      size: number(style.fontSize),
      weight: number(style.fontWeight) || 400,
      glue,
    });
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const element = node.parentElement;
    const value = node.nodeValue;
    if (!element || !value.trim() || PRIVATE.test(value) || NO_TEXT.test(element.tagName.toUpperCase())) continue;
    const style = styleOf(element);
    const painted = style.webkitTextFillColor || style.color;
    const inked = alpha(painted) >= FAINT || style.backgroundClip === "text" || element.ownerSVGElement;
    if (hidden(element) || number(style.fontSize) < 4 || !inked) continue;
    if (ICON_FONT.test(style.fontFamily.split(",")[0])) continue;
    const whole = document.createRange();
    whole.selectNodeContents(node);
    if (!whole.getClientRects().length) continue;
    let end = 0;
    for (const match of value.matchAll(WORD)) {
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const rects = [...range.getClientRects()].filter((rect) => rect.width >= 1 && rect.height >= 3);
      const glue = match.index === end && end > 0;
      end = match.index + match[0].length;
      if (!rects.length || PRIVATE.test(match[0])) continue;
      const word = transformed(match[0], style.textTransform);
      if (rects.length === 1 || word.length !== match[0].length) {
        const part = clipped(rects[0], element, true);
        if (within(part, rects[0], 0.5, 0.6)) addPiece(word, part, element, blockOf(element), style, glue);
        continue;
      }
      // A word broken over lines: letter by letter into its rectangles.
      const letters = rects.map(() => "");
      for (let at = 0; at < match[0].length; at++) {
        range.setStart(node, match.index + at);
        range.setEnd(node, match.index + at + 1);
        const spot = range.getBoundingClientRect();
        const middle = (spot.top + spot.bottom) / 2;
        const home = rects.findIndex((rect) => middle >= rect.top && middle <= rect.bottom);
        letters[Math.max(0, home)] += word[at];
      }
      letters.forEach((text, index) => {
        const part = text && clipped(rects[index], element, true);
        if (part && within(part, rects[index], 0.5, 0.6))
          addPiece(text, part, element, blockOf(element), style, index === 0 && glue);
      });
    }
  }

  // What stands in form fields is not in the document's text.
  const canvas = document.createElement("canvas").getContext("2d");
  const fitted = (text, room) => {
    if (canvas.measureText(text).width <= room + 2) return text;
    let count = text.length;
    while (count > 0 && canvas.measureText(text.slice(0, count)).width > room) count -= 1;
    return text.slice(0, count).trimEnd();
  };
  const wrapped = (text, room) => {
    const rows = [];
    for (const paragraph of text.split("\n")) {
      let row = "";
      for (const word of paragraph.split(/\s+/).filter(Boolean)) {
        const longer = row ? `${row} ${word}` : word;
        if (row && canvas.measureText(longer).width > room) {
          rows.push(row);
          row = word;
        } else row = longer;
      }
      rows.push(row);
    }
    return rows;
  };
  for (const field of document.querySelectorAll("input, textarea, select")) {
    const kind = field.type || "";
    if (/^(hidden|checkbox|radio|range|color|file|image)$/.test(kind) || hidden(field)) continue;
    if (kind === "password" && field.value) continue; // dots
    const chosen = field.tagName === "SELECT";
    const typed = chosen ? field.selectedOptions[0]?.text : field.value;
    const text = typed || field.placeholder || (kind === "submit" ? "Submit" : kind === "reset" ? "Reset" : "");
    if (!text?.trim() || !field.getClientRects().length) continue;
    const style = styleOf(field);
    const faint = typed || chosen ? style : getComputedStyle(field, "::placeholder");
    if (alpha(faint.color) * number(faint.opacity || "1") < FAINT) continue;
    canvas.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    canvas.letterSpacing = style.letterSpacing === "normal" ? "0px" : style.letterSpacing;
    const outer = field.getBoundingClientRect();
    const left = outer.left + number(style.borderLeftWidth) + number(style.paddingLeft);
    const room = outer.right - number(style.borderRightWidth) - number(style.paddingRight) - left;
    const height = number(style.fontSize) * 1.15;
    const many = field.tagName === "TEXTAREA";
    const said = transformed(text, style.textTransform);
    const rows = many ? wrapped(said, room) : [fitted(said.trim(), room)];
    const step = number(style.lineHeight) || height;
    const first = many
      ? outer.top + number(style.borderTopWidth) + number(style.paddingTop) + step / 2
      : (outer.top + number(style.borderTopWidth) + number(style.paddingTop) +
          outer.bottom - number(style.borderBottomWidth) - number(style.paddingBottom)) / 2;
    rows.forEach((row, index) => {
      if (!row) return;
      const width = Math.min(room, canvas.measureText(row).width);
      const centred = /^(submit|button|reset)$/.test(kind) || style.textAlign === "center";
      const start = centred
        ? left + (room - width) / 2
        : /right|end/.test(style.textAlign) ? left + room - width : left + number(style.textIndent);
      const middle = first + index * step;
      const rect = { left: start, right: start + width, top: middle - height / 2, bottom: middle + height / 2 };
      const part = clipped(rect, field, true);
      if (within(part, rect, 0.5, 0.6)) addPiece(row, part, field, field, style, false);
    });
  }

  // Elements with something of their own to see or to do.
  const roleOf = (element) => {
    const tag = element.localName;
    const role = (element.getAttribute("role") || "").trim().split(/\s+/)[0].toLowerCase();
    const type = (element.getAttribute("type") || "").toLowerCase();
    if (role && role !== "presentation" && role !== "none") return role;
    if (tag === "button" || tag === "summary") return "button";
    if (tag === "a" || tag === "area") return element.hasAttribute("href") ? "link" : "";
    if (tag === "select") return element.multiple || element.size > 1 ? "listbox" : "combobox";
    if (tag === "textarea") return "textbox";
    if (tag === "input") {
      if (/^(submit|button|reset|image)$/.test(type)) return "button";
      if (/^(checkbox|radio|hidden)$/.test(type)) return type;
      if (type === "range") return "slider";
      if (type === "number") return "spinbutton";
      if (type === "search") return "searchbox";
      return /^(color|file)$/.test(type) ? type : element.list ? "combobox" : "textbox";
    }
    if (element.isContentEditable && !element.parentElement?.isContentEditable) return "textbox";
    if (/^(img|svg|canvas|video|iframe|object|embed)$/.test(tag)) return "img";
    if (tag === "progress" || tag === "meter") return tag === "meter" ? "meter" : "progressbar";
    return "";
  };
  const looks = (element) => {
    const style = styleOf(element);
    const fill = alpha(style.backgroundColor) > 0.05 || style.backgroundImage !== "none";
    const border = ["Top", "Right", "Bottom", "Left"].some(
      (side) => number(style[`border${side}Width`]) > 0 && style[`border${side}Style`] !== "none" && alpha(style[`border${side}Color`]) > 0.05,
    );
    return fill || border || style.boxShadow !== "none";
  };
  // Many style sheets hide the box of a choice and paint its neighbour or label instead.
  const paintedFor = (element, role) => {
    const rect = element.getBoundingClientRect();
    const shown = opacityOf(element) >= FAINT && styleOf(element).visibility === "visible";
    if (!/^(checkbox|radio|switch)$/.test(role) || (shown && Math.min(rect.width, rect.height) >= 6)) return element;
    const next = element.nextElementSibling;
    if (next && !next.innerText?.trim() && next.getBoundingClientRect().width >= 6) return next;
    return element.labels?.[0] || element;
  };
  const nameOf = (element) => {
    const said = element.getAttribute("aria-label") || element.getAttribute("alt") || "";
    const typed = "value" in element && typeof element.value === "string" ? element.value : "";
    return (element.innerText || said || typed || element.getAttribute("placeholder") || "").trim().slice(0, 200);
  };
  const found = [];
  const tags = {};
  const addElement = (element, painted, rect, role) => {
    const part = clipped(rect, painted);
    if (within(part, rect, 0.2, 0.2)) found.push({ element, painted, part, role });
  };
  for (const element of document.body.querySelectorAll("*")) {
    const tag = element.localName;
    if (NO_ELEMENT.test(tag) || (element.ownerSVGElement && tag !== "a")) continue;
    const role = roleOf(element);
    const painted = paintedFor(element, role);
    if (role === "hidden" || hidden(painted)) continue;
    const rect = painted.getBoundingClientRect();
    const inside = element.getClientRects().length > 0 || painted !== element;
    if (inside || styleOf(element).display === "contents") tags[tag] = (tags[tag] || 0) + 1;
    if (!inside || Math.min(rect.width, rect.height) < 3) continue;
    const onImage = /url\(/.test(styleOf(painted).backgroundImage);
    if (role || looks(element)) addElement(element, painted, rect, role || (onImage ? "background" : ""));
    if (role && role !== "img" && onImage) addElement(element, painted, rect, "background");
  }
  // What the body and the page paint as their background covers the whole page.
  for (const element of [document.body, document.documentElement])
    if (/url\(/.test(styleOf(element).backgroundImage)) {
      const rect = { left: 0, top: 0, right: view.width, bottom: pageHeight };
      found.push({ element, painted: element, part: rect, role: "background" });
    }

  // Hit tests know only what is on screen: scroll a screen at a time.
  const screens = new Map();
  const byScreen = (thing, top, bottom) => {
    const index = Math.max(0, Math.floor((top + bottom) / 2 / view.height));
    if (!screens.has(index)) screens.set(index, []);
    screens.get(index).push(thing);
  };
  for (const piece of pieces) byScreen(piece, piece.box[1], piece.box[3]);
  for (const thing of found)
    if (thing.role !== "background") byScreen(thing, thing.part.top, thing.part.bottom);
  for (const [index, things] of [...screens].sort((one, other) => one[0] - other[0])) {
    jump(index * view.height);
    for (const thing of things) {
      const [left, top, right, bottom] = thing.box || boxOf(thing.part);
      thing.gone = covered({ left, top, right, bottom }, thing.painted || thing.element, "glue" in thing);
    }
  }
  scrollTo({ left: home[0], top: home[1], behavior: "instant" });
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== everywhere);

  // Pieces of one block on one height, less than an em apart, are a line.
  const lines = [];
  const open = new Map();
  for (const piece of pieces) {
    if (piece.gone) continue;
    const [x1, y1, x2, y2] = piece.box;
    const last = (open.get(piece.block) || []).find((line) => {
      const [, top, right, bottom] = line.box;
      const apart = x1 - right;
      const off = Math.abs((top + bottom) / 2 - (y1 + y2) / 2);
      return apart >= -2 && apart < piece.size && off < 0.35 * Math.max(bottom - top, y2 - y1);
    });
    if (last) {
      const glued = piece.glue || x1 - last.box[2] < 0.12 * piece.size;
      last.text += (glued ? "" : " ") + piece.text;
      const [left, top, right, bottom] = last.box;
      last.box = [Math.min(left, x1), Math.min(top, y1), Math.max(right, x2), Math.max(bottom, y2)];
      if (last.element !== piece.element) last.shared = true;
    } else {
      const line = { ...piece, shared: false };
      lines.push(line);
      open.set(piece.block, [line, ...(open.get(piece.block) || [])].slice(0, 4));
    }
  }
  return {
    lines: lines.slice(0, lineLimit).map((line) => {
      const holder = line.shared ? line.block : line.element;
      return {
        text: line.text.replace(/\s+/g, " ").trim(),
        box: line.box,
        path: pathOf(holder),
        tag: holder.localName,
        size: line.size,
        weight: line.weight,
        absolute: isPlaced(line.element),
      };
    }),
    elements: found.filter((one) => !one.gone).slice(0, lineLimit).map(({ element, part, role }) => ({
      tag: element.localName,
      box: boxOf(part),
      path: pathOf(element),
      role,
      text: nameOf(element),
      absolute: isPlaced(element),
    })),
    tags,
    dropped: Math.max(0, lines.length - lineLimit),
  };
}
