// Headless Chromium has one clipboard for all its contexts. What is copied here carries the
// session's own mark, and what is pasted without it is somebody else's: the page gets nothing.
((mark) => {
  const kind = "application/x-session-" + mark;
  // Taken before the page can put something of its own in their place.
  const { apply } = Reflect;
  const prevent = Event.prototype.preventDefault;
  const silence = Event.prototype.stopImmediatePropagation;
  const set = DataTransfer.prototype.setData;
  const get = DataTransfer.prototype.getData;
  const getter = (type, name) => Object.getOwnPropertyDescriptor(type.prototype, name).get;
  const carried = getter(ClipboardEvent, "clipboardData");
  const run = document.execCommand;

  const chosen = (field) => {
    if (field && typeof field.selectionStart === "number" && typeof field.value === "string") {
      if (field.type === "password") return "";
      return field.value.slice(field.selectionStart, field.selectionEnd);
    }
    return String(getSelection());
  };
  const keep = (event) => {
    const data = apply(carried, event, []);
    if (!event.isTrusted || !data) return;
    const words = chosen(event.target);
    if (words) apply(set, data, ["text/plain", words]);
    apply(set, data, [kind, "mine"]);
    // Unless it is prevented Chromium writes the selection alone, without the mark.
    apply(prevent, event, []);
    if (words && event.type === "cut") setTimeout(() => apply(run, document, ["delete"]));
  };
  addEventListener("copy", keep, true);
  addEventListener("cut", keep, true);
  addEventListener("paste", (event) => {
    const data = apply(carried, event, []);
    if (!event.isTrusted || (data && apply(get, data, [kind]) === "mine")) return;
    apply(prevent, event, []);
    apply(silence, event, []);
  }, true);

  if (!navigator.clipboard) return;
  const write = async (words) => {
    const give = (event) => apply(set, apply(carried, event, []), ["text/plain", String(words)]);
    document.addEventListener("copy", give, { once: true });
    apply(run, document, ["copy"]);
    document.removeEventListener("copy", give);
  };
  Object.defineProperty(navigator.clipboard, "writeText", { value: write });
})("%MARK%");
