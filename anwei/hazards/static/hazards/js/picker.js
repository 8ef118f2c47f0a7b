// A text box that finds rows by htmx, and a hidden field that keeps the one picked: the combobox of the ARIA practices.
// The focus stays in the box; arrows mark a row, Enter takes it, Escape closes the list.
function rows(picker) {
  return [...picker.querySelectorAll("[data-pick]")];
}

function mark(picker, row) {
  const text = picker.querySelector("[data-picker-text]");
  for (const one of rows(picker)) one.setAttribute("aria-selected", String(one === row));
  if (row) {
    text.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
  } else text.removeAttribute("aria-activedescendant");
}

function close(picker) {
  mark(picker, null);
  picker.querySelector("[data-picker-choices]").replaceChildren();
  picker.querySelector("[data-picker-text]").setAttribute("aria-expanded", "false");
}

function pick(row) {
  const picker = row.closest("[data-picker]");
  const value = picker.querySelector("[data-picker-value]");
  value.value = row.dataset.pick;
  picker.querySelector("[data-picker-text]").value = row.dataset.pickText;
  close(picker);
  value.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-pick]");
  if (row) pick(row);
});

document.addEventListener("keydown", (event) => {
  if (!event.target.matches("[data-picker-text]") || event.isComposing) return;
  const picker = event.target.closest("[data-picker]");
  const offered = rows(picker);
  if (!offered.length) return;
  const at = offered.findIndex((row) => row.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") mark(picker, offered[(at + 1) % offered.length]);
  else if (event.key === "ArrowUp") mark(picker, offered[at > 0 ? at - 1 : offered.length - 1]);
  else if (event.key === "Escape") close(picker);
  else if (event.key === "Enter") {
    // With the list open, Enter never sends the form.
    if (at >= 0) pick(offered[at]);
  } else return;
  event.preventDefault();
});

document.addEventListener("htmx:afterSwap", (event) => {
  const picker = event.target.closest?.("[data-picker]");
  if (picker) picker.querySelector("[data-picker-text]").setAttribute("aria-expanded", String(rows(picker).length > 0));
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
