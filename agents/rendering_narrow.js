// By how many CSS pixels the page is wider than a phone: it is laid out again in a narrow frame.
async ({ html, width, waitMs }) => {
  const frame = document.createElement("iframe");
  const fixed = "position:fixed;left:0;top:0;border:0;max-width:none;visibility:hidden;";
  frame.style.cssText = `${fixed}min-width:${width}px;width:${width}px;height:844px;`;
  const loaded = new Promise((done) => {
    frame.addEventListener("load", done, { once: true });
    setTimeout(done, waitMs);
  });
  frame.srcdoc = html;
  document.documentElement.append(frame);
  try {
    await loaded;
    const inner = frame.contentDocument;
    const view = frame.contentWindow;
    if (!inner?.body) return 0;
    let widest = inner.documentElement.scrollWidth;
    // A page that hides what sticks out is still too wide: look at what is cut off at its edge.
    const roots = [inner.documentElement, inner.body];
    const reach = (rect, from) => {
      let right = rect.right;
      for (let at = from; at && !roots.includes(at); at = at.parentElement) {
        const style = view.getComputedStyle(at);
        if (at !== from && style.overflowX !== "visible" && style.display !== "inline")
          right = Math.min(right, at.getBoundingClientRect().right);
        if (style.position === "fixed") break;
      }
      return right;
    };
    for (const element of inner.body.querySelectorAll("*")) {
      const rect = element.getBoundingClientRect();
      if (rect.width < 1 || rect.height < 1 || rect.right <= widest || rect.left >= 10 * width) continue;
      if (view.getComputedStyle(element).visibility !== "visible") continue;
      widest = Math.max(widest, reach(rect, element));
    }
    return Math.max(0, widest - width);
  } finally {
    frame.remove();
  }
}
