// The table of marks: pointing at a row lights up its mark, choosing a row shows it.
const mine = (n) => element.querySelector('tr[data-n="' + n + '"]');
const rowOf = (event) => event.target.closest && event.target.closest("tr[data-n]");
const number = (row) => (row ? Number(row.dataset.n) : 0);

function publish(what, n) {
  const detail = { group: GROUP, what, n, from: "table" };
  document.dispatchEvent(new CustomEvent("sightline:mark", { detail }));
}

function mark(name, n) {
  element.querySelectorAll("tr." + name).forEach((row) => row.classList.remove(name));
  const row = n && mine(n);
  if (row) row.classList.add(name);
  return row;
}

function scrollTo(row) {
  const list = element.querySelector(".rows");
  if (!list || !row) return;
  const [top, bottom] = [row.offsetTop, row.offsetTop + row.offsetHeight];
  const head = element.querySelector("thead").offsetHeight;
  if (top - head < list.scrollTop) list.scrollTop = top - head;
  else if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight;
}

function choose(n) {
  mark("chosen", n);
  publish("choose", n);
}

element.addEventListener("pointerover", (event) => {
  const n = number(rowOf(event));
  mark("hot", n);
  publish("hover", n);
});
element.addEventListener("pointerleave", () => {
  mark("hot", 0);
  publish("hover", 0);
});
element.addEventListener("focusin", (event) => {
  if (rowOf(event)) publish("hover", number(rowOf(event)));
});
element.addEventListener("focusout", () => publish("hover", 0));
element.addEventListener("keydown", (event) => {
  const row = rowOf(event);
  if (!row) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    const next = mine(number(row) + step);
    if (!next) return;
    row.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  } else if (event.key === "Enter" || event.key === " ") choose(number(row));
  else return;
  event.preventDefault();
});
element.addEventListener("click", (event) => {
  // Buttons that copy are the page's own business (`sightline.js`).
  if (rowOf(event)) choose(number(rowOf(event)));
});
document.addEventListener("sightline:mark", ({ detail }) => {
  if (detail.group !== GROUP || detail.from === "table") return;
  const row = mark(detail.what === "hover" ? "hot" : "chosen", detail.n);
  scrollTo(row);
});
