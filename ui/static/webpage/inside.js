(() => {
  // Runs first inside the sandboxed frame and takes itself out of the page. What it needs is taken
  // before the page's own scripts can change it.
  const key = "{key}";
  const up = window.parent;
  const send = up.postMessage.bind(up);
  document.currentScript.remove();
  // The policy has no word for calls between browsers, which name servers to be asked.
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"]) {
    delete window[name];
  }
  let picking = false;
  let shown = null;

  const place = (node) => {
    const tag = node.localName;
    if (tag === "html" || tag === "body") return tag;
    let number = 1;
    for (let one = node.previousElementSibling; one; one = one.previousElementSibling) {
      if (one.localName === tag) number += 1;
    }
    return `${tag}:nth-of-type(${number})`;
  };
  const path = (node) => {
    const steps = [];
    for (let one = node; one && one.nodeType === 1; one = one.parentElement) {
      steps.unshift(place(one));
      if (one.localName === "body") break;
    }
    return steps.join(" > ");
  };
  // Words a person would name the element by.
  const name = (node) =>
    (node.getAttribute("aria-label") || node.innerText || node.alt || node.placeholder ||
      node.value || node.localName || "").trim().slice(0, 120);
  // Drawings are pointed at as a whole.
  const target = (event) => {
    const node = event.target instanceof Element ? event.target : document.body;
    return node.closest("svg") || node;
  };

  const outline = document.createElement("div");
  outline.setAttribute("aria-hidden", "true");
  outline.style.cssText =
    "all:initial;position:fixed;pointer-events:none;z-index:2147483647;border:2px solid #0d9488;" +
    "background:rgb(13 148 136 / .16);border-radius:3px;display:none";
  const mark = (node) => {
    shown = node;
    if (!node) {
      outline.remove();
      return;
    }
    if (!outline.isConnected) document.documentElement.append(outline);
    const { left, top, width, height } = node.getBoundingClientRect();
    Object.assign(outline.style, {
      display: "block", left: `${left - 2}px`, top: `${top - 2}px`,
      width: `${width}px`, height: `${height}px`,
    });
  };

  addEventListener("message", (event) => {
    if (event.source !== up || event.data?.key !== key) return;
    event.stopImmediatePropagation();
    picking = Boolean(event.data.pick);
    document.documentElement.style.cursor = picking ? "crosshair" : "";
    if (!picking) mark(null);
  }, true);
  addEventListener("mousemove", (event) => picking && mark(target(event)), true);
  addEventListener("scroll", () => shown && mark(shown), true);
  document.addEventListener("mouseleave", () => picking && mark(null));
  for (const kind of ["mousedown", "mouseup", "pointerdown", "pointerup"]) {
    addEventListener(kind, (event) => {
      if (picking) [event.preventDefault(), event.stopImmediatePropagation()];
    }, true);
  }
  addEventListener("click", (event) => {
    if (picking) {
      event.preventDefault();
      event.stopImmediatePropagation();
      const node = target(event);
      outline.remove();
      send({ key, where: path(node), element: node.outerHTML.slice(0, 20000), name: name(node) }, "*");
      mark(node);
      return;
    }
    // A frame without an address would go to ours: links stay on the page.
    const link = event.target instanceof Element && event.target.closest("a[href], area[href]");
    if (!link) return;
    event.preventDefault();
    const wanted = link.getAttribute("href") || "";
    if (!wanted.startsWith("#")) return;
    const there = wanted.length > 1 && document.getElementById(decodeURIComponent(wanted.slice(1)));
    (there || document.documentElement).scrollIntoView();
  }, true);
  addEventListener("keydown", (event) => {
    if (picking && event.key === "Escape") send({ key, cancelled: true }, "*");
  }, true);
})();
