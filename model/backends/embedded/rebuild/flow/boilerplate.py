"""What every flow page has: the reset, the layout classes, the phone rules and a short script."""

from __future__ import annotations

BASE = """\
*, ::before, ::after { box-sizing: border-box; }
  body, h1, h2, h3, h4, h5, h6, p, ul, figure, fieldset { margin: 0; padding: 0; }
  h1, h2, h3, h4, h5, h6 { font-size: inherit; font-weight: inherit; }
  hr { margin: 0; border: 0; color: inherit; }
  ul { list-style: none; }
  img { display: block; flex: none; }
  button, input, textarea, select { margin: 0; padding: 0; border: 0; border-radius: 0; }
  button, input, textarea, select { background: none; font: inherit; color: inherit; }
  button, input, textarea, select { letter-spacing: inherit; text-align: inherit; }
  button, select, label, [type="checkbox"], [type="radio"] { cursor: pointer; }
  textarea { resize: none; overflow: hidden; }
  select, [type="checkbox"], [type="radio"] { appearance: none; flex: none; }
  select::picker-icon { display: none; }
  a { color: inherit; text-decoration: inherit; }
  table { border-spacing: 0; }
  th, td { padding: 0; font-weight: inherit; text-align: left; }
  :focus-visible { outline: 2px solid var(--accent, #1a73e8); outline-offset: 1px; }
  output { position: fixed; inset: auto 16px 16px auto; max-width: 360px; padding: 8px 14px; }
  output { border-radius: 6px; background: #202124; color: #fff; white-space: normal; }
  output:empty { display: none; }
  .row { display: flex; }
  .row > * { flex: none; }
  .stack { display: flex; flex-direction: column; }
  .stack > * { flex: none; }
  .layers { display: grid; align-items: start; justify-items: start; }
  .layers > * { grid-area: 1 / 1; }
  .prose { white-space: normal; }
  .above { position: relative; }"""

PHONE = """\
body { white-space: normal; overflow-wrap: anywhere; }
    .page, .page * { max-width: 100%; min-width: 0; }
    .page :not(img, input, td, th) { width: auto; }
    .page *:not(td *) { margin-left: 0; margin-right: 0; }
    .page [class*="up-"] { margin-top: 0; }
    .row { flex-wrap: wrap; gap: 8px 12px; height: auto; }
    .row > *, .stack > * { flex-shrink: 1; }
    .grid { grid-template-columns: 1fr; }
    .layers { grid-template-columns: 100%; }
    .layers > * { grid-area: auto; }
    img { height: auto; }
    button.row, a.row { flex-wrap: nowrap; }
    table { display: block; overflow-x: auto; white-space: nowrap; }
    br { display: none; }"""

SCRIPT = """\
const said = document.querySelector("output");
const tell = (words) => { said.textContent = words; };
document.addEventListener("submit", (event) => {
  event.preventDefault();
  tell("Sent nowhere: this page has no server behind it.");
});
document.addEventListener("click", (event) => {
  const used = event.target.closest("a, button");
  if (!used || (used.localName === "a" && used.getAttribute("href") !== "#")) return;
  if (used.localName === "a") event.preventDefault();
  else if (used.type === "submit") return;
  const name = used.textContent.trim() || used.getAttribute("aria-label") || "This";
  tell(`“${name}” was chosen; what follows is not in the screenshot.`);
});"""
