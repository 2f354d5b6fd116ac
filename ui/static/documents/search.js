// Search in the document that is open: hits come page after page, are counted and lit.

const search = make("form", "search", { role: "search" });
const box = make("input", "words", { type: "search", placeholder: word("search"), "aria-label": word("search") });
const count = make("span", "count", { role: "status" });
const earlier = tool("back", "hit_back", () => step(-1));
const later = tool("on", "hit_on", () => step(1));
search.append(icon("find"), box, count, earlier, later);
let hits = [];
let current = -1;
let searched = "";
let round = 0;
let unread = 0;

function clearSearch() {
  round++;
  hits = [];
  current = -1;
  unread = 0;
  searched = box.value = "";
  sayCount(false);
}

function hitsHere() {
  return hits
    .map((hit, index) => ({ ...hit, now: index === current }))
    .filter((hit) => hit.page === state.page);
}

function sayCount(more) {
  earlier.hidden = later.hidden = !hits.length;
  const values = { n: current + 1, all: hits.length + (more ? "+" : "") };
  count.textContent = !searched ? "" : hits.length ? word("hit_n", values) : more ? "…" : word("no_hit");
  count.title = unread ? word("hit_unread", { n: unread }) : "";
  count.classList.toggle("partly", unread > 0);
}

async function find() {
  const words = box.value.trim();
  if (!state.doc || words === searched) return;
  const mine = ++round;
  searched = words;
  hits = [];
  current = -1;
  unread = 0;
  sayCount(Boolean(words));
  drawMarks();
  let from = 0;
  while (words && from !== null) {
    const found = await call("find", { token: token(), doc: state.doc.id, words, from });
    if (mine !== round) return;
    if (found.error) {
      count.textContent = found.error;
      return;
    }
    unread += found.unread;
    from = found.next;
    const first = !hits.length && found.hits.length;
    hits.push(...found.hits);
    if (first) {
      // From the page one is on, not from the beginning.
      const at = hits.findIndex((hit) => hit.page >= state.page);
      await choose(Math.max(0, at));
    } else drawMarks();
    sayCount(from !== null);
  }
  for (const one of thumbs.children) one.classList.toggle("found", hits.some((hit) => hit.page === Number(one.dataset.page)));
}

async function choose(index) {
  current = index;
  const hit = hits[index];
  if (hit.page !== state.page) await go(hit.page);
  drawMarks();
  const now = svg.querySelector(".hit.now");
  if (now) bringInto(now.getBoundingClientRect());
}

async function step(by) {
  if (!hits.length) return;
  await choose((current + by + hits.length) % hits.length);
  sayCount(false);
}

let typing = 0;
box.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(find, 300);
});
search.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(typing);
  if (box.value.trim() !== searched) find();
  else step(1);
});
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.shiftKey) {
    event.preventDefault();
    step(-1);
  } else if (event.key === "Escape" && box.value) {
    event.stopPropagation();
    clearSearch();
    for (const one of thumbs.children) one.classList.remove("found");
    drawMarks();
  }
});
