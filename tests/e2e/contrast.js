// Text too faint to read: for every visible run of text its colour against what lies behind it.
// WCAG 2.2 (1.4.3): 4.5 to 1, or 3 to 1 for large text; what is switched off is exempt.
(() => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  const read = (color) => {
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = color;
    brush.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = brush.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (top, below) =>
    [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const luminance = (color) => {
    const [red, green, blue] = color.slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none" && at !== document.body) return null; // not one colour
      layers.push(read(style.backgroundColor));
      if (layers.at(-1)[3] === 1) break;
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
  };
  const faint = new Map();
  const judge = (element, text, color) => {
    const style = getComputedStyle(element);
    let opacity = 1;
    for (let at = element; at; at = at.parentElement) opacity *= getComputedStyle(at).opacity;
    const ground = behind(element);
    if (!ground || opacity < 0.05) return;
    const ink = read(color);
    ink[3] *= opacity;
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const ratio = contrast(over(ink, ground), ground);
    if (ratio >= (large ? 3 : 4.5)) return;
    faint.set(`${text.trim().slice(0, 40)} (${color} on ${ground.slice(0, 3).map(Math.round)})`, ratio.toFixed(2));
  };
  const dialog = document.querySelector("dialog[open]");
  const walker = document.createTreeWalker(dialog ?? document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.nodeValue.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
    if (element.closest("script, style, svg, .unseen, :disabled, [aria-disabled=true]")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    if (![...range.getClientRects()].some((box) => box.width > 1 && box.height > 1)) continue;
    judge(element, node.nodeValue, getComputedStyle(element).color);
  }
  for (const box of document.querySelectorAll("input[placeholder], textarea[placeholder]")) {
    if (!box.placeholder || !box.checkVisibility()) continue;
    judge(box, box.placeholder, getComputedStyle(box, "::placeholder").color);
  }
  return Object.fromEntries(faint);
})();
