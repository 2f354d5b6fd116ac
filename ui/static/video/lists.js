// Under the lanes: the same as lists that can be read and searched; the last lines put it together.

const LISTS = ["segments", "shots", "words", "happenings"];
const MOST_ROWS = 400;
const LEAST_SPAN_S = 0.2; // Less than that is no stretch to ask about or to cut out.
const listBar = make("div", "listbar");
const tabs = make("div", "tabs", { role: "tablist", "aria-label": word("lists") });
const search = make("input", "search", { type: "search", placeholder: word("search"), "aria-label": word("search") });
const found = make("span", "found-count", { "aria-live": "polite" });
const rows = make("div", "rows", { role: "tabpanel" });
let list = "";
let query = "";
let picked = "";

const folded = (text) => text.normalize("NFKC").toLocaleLowerCase();
const matches = (text) => folded(text).includes(query);

for (const name of LISTS) {
  const tab = make("button", "listtab", { type: "button", role: "tab", "data-list": name });
  tab.addEventListener("click", () => openList(name));
  tabs.append(tab);
}
tabs.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const there = [...tabs.children].filter((one) => !one.hidden);
  const next = there[(there.indexOf(event.target) + step + there.length) % there.length];
  openList(next.dataset.list);
  next.focus();
});
search.addEventListener("input", () => {
  query = folded(search.value.trim());
  if (query && list !== "words" && entries("words").length) list = "words";
  showLists();
  for (const bar of lanes.querySelectorAll(".piece.text")) {
    bar.classList.toggle("found", Boolean(query) && matches(bar.textContent));
  }
  lanes.classList.toggle("searching", Boolean(query));
});
search.addEventListener("keydown", (event) => {
  const first = rows.querySelector(".row");
  if (event.key === "Enter" && first) publish("seek", Number(first.dataset.from));
});

function entries(name) {
  const all = shown[name] ?? [];
  if (name === "happenings") return all.filter((one) => !one.kind.startsWith("text"));
  return all;
}

function rowText(name, one, index) {
  if (name === "segments") return [`${index + 1} · ${one.title}`, one.summary, word("told_by_" + one.by)];
  if (name === "shots") return [word("shot", { n: index + 1 }), "", word("by_" + one.by)];
  if (name === "words") return [one.text, "", word("sure", { p: Math.round(one.sure * 100) })];
  return [kindName(one.kind), one.text, ""];
}

function openList(name) {
  list = name;
  showLists();
}

function showLists() {
  const filled = LISTS.filter((name) => entries(name).length);
  if (!filled.includes(list)) list = filled[0] ?? "";
  for (const tab of tabs.children) {
    const name = tab.dataset.list;
    tab.hidden = !filled.includes(name);
    tab.textContent = `${word("list_" + name)} ${entries(name).length}`;
    tab.setAttribute("aria-selected", String(name === list));
    tab.tabIndex = name === list ? 0 : -1;
  }
  search.hidden = !entries("words").length;
  const texts = entries(list).map((one, index) => [one, rowText(list, one, index)]);
  const kept = query ? texts.filter(([, [first, second]]) => matches(first + " " + second)) : texts;
  found.textContent = query ? word("found", { n: kept.length }) : "";
  rows.replaceChildren(
    ...kept.slice(0, MOST_ROWS).map(([one, [first, second, third]]) => {
      const row = make("div", "row", { "data-from": one.from, "data-to": one.to });
      const go = make("button", "go", { type: "button" });
      if (["segments", "shots"].includes(list)) {
        const thumb = thumbNear(one.from, one.to);
        go.append(thumb ? make("img", "", { src: thumb.url, alt: "", loading: "lazy" }) : make("span", "blank"));
      }
      go.append(make("span", "when", {}, spanText(one.from, one.to)));
      const what = make("span", "what", {}, first);
      if (second) what.append(make("small", "", {}, second));
      go.append(what, make("span", "by", {}, third));
      row.append(go);
      if (one.to - one.from >= LEAST_SPAN_S) {
        const hint = word("pick_hint", { span: spanText(one.from, one.to) });
        row.append(make("button", "pick", { type: "button", title: hint, "aria-label": hint }, word("pick")));
      }
      return row;
    }),
  );
  if (kept.length > MOST_ROWS) rows.append(make("p", "more", {}, word("more_rows", { n: kept.length - MOST_ROWS })));
  if (query && !kept.length) rows.append(make("p", "more", {}, word("nothing_found")));
  lightRows();
}

rows.addEventListener("click", (event) => {
  const row = event.target.closest(".row");
  if (!row) return;
  publish("seek", Number(row.dataset.from));
  if (event.target.closest(".pick")) {
    trigger("span", { from: row.dataset.from, to: row.dataset.to });
    picked = row.dataset.from + "–" + row.dataset.to;
    lightRows();
  }
});

function lightRows() {
  for (const row of rows.children) {
    const on = Number(row.dataset.from) <= at + 0.01 && at < Number(row.dataset.to) - 0.01;
    row.classList.toggle("now", on);
    const mine = picked === row.dataset.from + "–" + row.dataset.to;
    row.querySelector(".pick")?.setAttribute("aria-pressed", String(mine));
  }
}

function show() {
  const value = props.value ?? {};
  const anew = value.key !== shown.key;
  shown = value;
  if (anew) {
    zoom = 1;
    at = 0;
    query = picked = "";
    search.value = "";
    list = "";
    following = true;
  }
  line.dataset.state = shown.seconds ? "clip" : "none";
  line.dataset.watching = String(Boolean(shown.watching));
  showLanes();
  showLists();
}

listBar.append(tabs, found, search);
line.append(zoomBar, scroller, listBar, rows);
element.querySelector(".mount").replaceChildren(line);
watch("value", show);
show();
