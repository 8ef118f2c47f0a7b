// "/" search, "?" help, j and k rows, Ctrl+Enter sends. Single keys can be switched off (WCAG 2.1.4).
const boxes = document.querySelectorAll("[data-single-keys]");

function singleKeys() {
  try {
    return localStorage.getItem("single-keys") !== "off";
  } catch {
    return true;
  }
}

for (const box of boxes) {
  box.checked = singleKeys();
  box.addEventListener("change", () => localStorage.setItem("single-keys", box.checked ? "on" : "off"));
}

function typing(element) {
  return element.isContentEditable || element.matches("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select");
}

function moveRow(step) {
  const rows = [...document.querySelectorAll("[data-rows] tr[data-row], [data-rows] > [data-row]")];
  if (!rows.length) return;
  const focused = rows.findIndex((row) => row.contains(document.activeElement));
  // Back from a case the address names its row: the keys go on from there.
  const at = focused < 0 ? rows.findIndex((row) => row.matches(":target")) : focused;
  const row = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))];
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

const keys = {
  "/": () => document.querySelector("[data-quick-search]")?.focus(),
  "?": () => document.getElementById("shortcuts")?.showModal(),
  j: () => moveRow(1),
  k: () => moveRow(-1),
};

document.addEventListener("keydown", (event) => {
  const element = event.target;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = element.form ?? element.closest?.("form");
    if (form) {
      event.preventDefault();
      form.requestSubmit();
    }
    return;
  }
  if (event.key === "Enter" && element.matches?.("[data-row]")) {
    element.querySelector("a[href]")?.click();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (!keys[event.key] || !singleKeys() || typing(element) || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  keys[event.key]();
});
