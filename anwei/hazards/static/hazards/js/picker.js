// A text box that finds rows by htmx, and a hidden field that keeps the one picked.
document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-pick]");
  if (!choice) return;
  const picker = choice.closest("[data-picker]");
  const value = picker.querySelector("[data-picker-value]");
  value.value = choice.dataset.pick;
  picker.querySelector("[data-picker-text]").value = choice.dataset.pickText;
  choice.closest("ul").remove();
  value.dispatchEvent(new Event("change", { bubbles: true }));
});

// Typing again lets go of what was picked, so that the text and the row never disagree.
document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-picker-text]")) return;
  event.target.closest("[data-picker]").querySelector("[data-picker-value]").value = "";
});

// A radio button that fills a text field elsewhere on the page.
document.addEventListener("change", (event) => {
  const source = event.target.closest("[data-fill]");
  if (source) document.querySelector(source.dataset.fill).value = source.value;
});
