// Answers: a click on a citation opens its page and lights the very lines; a plan waits for a word.

element.addEventListener("click", (event) => {
  if (event.target.closest("[data-resume]")) return trigger("resume");
  const cite = event.target.closest("[data-cite]");
  if (!cite) return;
  for (const one of element.querySelectorAll("[data-cite].now")) one.classList.remove("now");
  cite.classList.add("now");
  tell({ what: "cite", ...JSON.parse(cite.dataset.cite) });
});
