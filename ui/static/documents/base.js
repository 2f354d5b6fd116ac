// What the parts of the Documents tab share: joined in the order of `ui/documents/reader.py` behind
// the kit.

const ICONS = {
  back: "M15 5l-7 7 7 7",
  on: "M9 5l7 7-7 7",
  minus: "M5 12h14",
  plus: "M12 5v14M5 12h14",
  pieces: "M4 5h16M4 10h10M4 15h16M4 20h7",
  enlarge: "M14 4h6v6M10 20H4v-6M20 4l-7 7M4 20l7-7",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  find: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L21 21",
  close: "M6 6l12 12M18 6L6 18",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
};

// A sentence that comes in English and Chinese.
function spoken(pair) {
  return pair[chinese() ? 1 : 0];
}

function button(key, action) {
  const one = make("button", "do", { type: "button" }, word(key));
  one.addEventListener("click", action);
  return one;
}

// Reader, panel and answers tell each other through one event on the document.
function tell(detail) {
  document.dispatchEvent(new CustomEvent("sightline:doc", { detail }));
}

function heard(what, action) {
  document.addEventListener("sightline:doc", (event) => {
    if (event.detail.what === what) action(event.detail);
  });
}
