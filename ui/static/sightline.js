// Runs first in the page's head: language, colour scheme, session, keyboard, enlarged pictures.
(() => {
  "use strict";
  const kept = (store, name, value) => {
    try {
      if (value !== undefined) store.setItem(name, value);
      return store.getItem(name);
    } catch {
      return value ?? null; // storage is blocked: what was chosen lasts until the reload
    }
  };

  // Language: the one chosen, else the browser's. Gradio reads navigator.language when it starts.
  const wanted = kept(localStorage, "sightline-language") || navigator.language || "en";
  let language = wanted.toLowerCase().startsWith("zh") ? "zh" : "en";
  Object.defineProperty(navigator, "language", {
    configurable: true,
    get: () => (language === "zh" ? "zh-CN" : "en"),
  });
  const applyLanguage = () => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    document.cookie = `sightline_language=${language}; path=/; max-age=31536000; samesite=lax`;
    for (const named of document.querySelectorAll("[data-en]")) {
      named.title = named.dataset[language];
      named.setAttribute("aria-label", named.dataset[language]);
    }
  };
  const switchLanguage = async () => {
    language = language === "zh" ? "en" : "zh";
    kept(localStorage, "sightline-language", language);
    document.cookie = `sightline_language=${language}; path=/; max-age=31536000; samesite=lax`;
    location.reload(); // the session comes back from the server
  };

  // Colours: Gradio follows ?__theme, else the system's scheme.
  const scheme = kept(localStorage, "sightline-theme");
  const address = new URL(location.href);
  if (scheme && !address.searchParams.has("__theme")) {
    address.searchParams.set("__theme", scheme);
    history.replaceState(null, "", address);
  }
  const dark = () => document.body.classList.contains("dark");
  const paint = () => {
    document.documentElement.style.colorScheme = dark() ? "dark" : "light";
  };
  const switchTheme = () => {
    document.body.classList.toggle("dark");
    kept(localStorage, "sightline-theme", dark() ? "dark" : "light");
    paint();
  };

  // The session's token: outlives a reload, ends with the tab.
  const session = () => {
    let token = kept(sessionStorage, "sightline-session");
    if (!/^[0-9a-f]{32}$/.test(token || "")) {
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      token = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
      kept(sessionStorage, "sightline-session", token);
    }
    return token;
  };
  // Until the remembered settings are there the sidebar takes no clicks: they would be undone.
  const ready = () => {
    document.documentElement.dataset.ready = "answered";
  };
  setTimeout(() => {
    document.documentElement.dataset.ready ??= "late";
  }, 8000); // even if the server has not answered by then
  window.sightline = { session, ready };

  const find = (selector) => document.querySelector(selector);
  const shown = (selector) =>
    Array.from(document.querySelectorAll(selector)).find((one) => one.getClientRects().length > 0);
  const press = (selector) => {
    const button = shown(selector);
    if (button && !button.disabled) button.click();
    return Boolean(button);
  };
  // The button may come a moment after the first words of an answer do.
  const stop = (tries = 10) => {
    if (!press(".stop-button") && tries > 0) setTimeout(() => stop(tries - 1), 50);
  };
  const toggleSidebar = () => press("#sidebar .toggle-button");

  // A picture, enlarged: its figure's own link holds the full-size file.
  const enlarge = (link) => {
    const dialog = document.createElement("dialog");
    dialog.className = "enlarged";
    const frame = document.createElement("div");
    frame.className = "frame";
    const figure = link.cloneNode(true);
    const picture = figure.querySelector("img");
    figure.removeAttribute("href");
    figure.style.width = ""; // that of the thumbnail
    if (picture) picture.src = link.href;
    const bar = document.createElement("form");
    bar.method = "dialog";
    const save = document.createElement("a");
    save.href = link.href;
    save.download = link.dataset.name || "picture";
    save.textContent = language === "zh" ? "下载" : "Download";
    const close = document.createElement("button");
    close.textContent = language === "zh" ? "关闭" : "Close";
    bar.append(save, close);
    frame.append(figure);
    dialog.append(frame, bar);
    dialog.addEventListener("close", () => dialog.remove());
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target === frame) dialog.close();
    });
    document.body.append(dialog);
    dialog.showModal();
    close.focus();
  };

  // What changes without being looked at is said to those who listen to the page.
  const voice = document.createElement("div");
  voice.className = "unseen";
  voice.setAttribute("role", "status");
  voice.setAttribute("aria-live", "polite");
  const announce = (text) => {
    voice.textContent = "";
    setTimeout(() => (voice.textContent = text), 50); // the same words twice are said twice
  };
  const complete = () => (language === "zh" ? "回答完成。" : "The answer is complete.");
  const listen = (place) => {
    let answers = 0;
    let finding = "";
    new MutationObserver(() => {
      const now = document.querySelectorAll("#conversation .facts").length;
      if (now > answers) announce(complete());
      answers = now;
      const facts = find("#ground-status .facts");
      if (!facts) finding = "";
      else if (facts.textContent !== finding) {
        finding = facts.textContent;
        announce(find("#ground-answer")?.textContent.trim() || complete());
      }
    }).observe(place, { childList: true, subtree: true });
  };

  const copy = async (button) => {
    const text = button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // No clipboard without https: select the text in a box of our own and copy that.
      const box = document.createElement("textarea");
      box.value = text;
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
    }
    announce(language === "zh" ? "已复制" : "Copied");
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1500);
  };

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    if (target.closest("#switch-language")) switchLanguage();
    else if (target.closest("#switch-theme")) switchTheme();
    else if (target.closest("#show-shortcuts")) find("#shortcuts")?.showModal();
    else if (target.id === "shortcuts") target.close();
    else if (target.closest("[data-copy]")) copy(target.closest("[data-copy]"));
    else {
      const link = target.closest("a.picture");
      if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        enlarge(link);
      }
    }
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element &&
      event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, [contenteditable=true]");
    if (event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const digit = /^Digit([1-6])$/.exec(event.code);
      if (digit) {
        // Those that find no room stand in a menu behind the others.
        const tab = document.querySelectorAll("#tabs > .tab-wrapper :is([role=tablist], .overflow-dropdown) button")[digit[1] - 1];
        if (tab && !tab.disabled) tab.click();
      } else if (event.code === "KeyN") press("#new-chat");
      else if (event.code === "KeyS") toggleSidebar();
      else return;
      event.preventDefault();
    } else if (event.key === "Escape" && !find("dialog[open]")) {
      stop();
    } else if (event.key === "?" && !typing) {
      event.preventDefault();
      find("#shortcuts")?.showModal();
    }
  });

  window.addEventListener("beforeunload", (event) => {
    const box = shown("#composer textarea");
    if (box && box.value.trim()) event.preventDefault(); // typed and not sent yet
  });

  // Gradio builds the page late: finish it when its parts are there.
  let finished = false;
  const finish = () => {
    if (finished || !["#sidebar", "#switch-language", "#main"].every((one) => find(one))) return;
    finished = true;
    applyLanguage();
    paint();
    new MutationObserver(paint).observe(document.body, { attributeFilter: ["class"] });
    if (scheme) {
      const clean = new URL(location.href);
      clean.searchParams.delete("__theme");
      history.replaceState(null, "", clean);
    }
    watcher.disconnect();
    document.body.append(voice);
    listen(find("#main"));
    if (innerWidth < 768) foldSidebar();
  };
  // A phone starts with the sidebar folded; Gradio opens it (again) while it builds the page.
  const foldSidebar = () => {
    const sidebar = find("#sidebar");
    const fold = () => requestAnimationFrame(() => {
      if (sidebar.classList.contains("open")) toggleSidebar();
    });
    const opening = new MutationObserver(fold);
    opening.observe(sidebar, { attributeFilter: ["class"] });
    const done = () => opening.disconnect();
    document.addEventListener("pointerdown", done, { once: true });
    document.addEventListener("keydown", done, { once: true });
    setTimeout(done, 3000);
    fold();
  };
  const watcher = new MutationObserver(finish);
  watcher.observe(document, { childList: true, subtree: true });
})();
