// Remembers chosen rows across the pages of one list, for this tab: "x" chooses the row in focus.
// Without this script the boxes of the page at hand, and "all that match", still work.
const keyOf = (list) => `chosen:${location.pathname}:${list.dataset.list}`;

function read(list) {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(keyOf(list)) ?? "[]"));
  } catch {
    return new Set();
  }
}

function write(list, chosen) {
  try {
    sessionStorage.setItem(keyOf(list), JSON.stringify([...chosen]));
  } catch {
    /* storage is switched off: the choice lasts for this page */
  }
}

function show(list) {
  const chosen = read(list);
  const boxes = [...list.querySelectorAll("[data-pick]")];
  for (const box of boxes) box.checked = chosen.has(box.value);
  const words = list.querySelector("[data-selected-words]");
  if (words) words.textContent = chosen.size === 1 ? words.dataset.one : chosen.size ? words.dataset.many.replace("%d", chosen.size.toLocaleString()) : "";
  const none = list.querySelector("[data-unselect]");
  if (none) none.hidden = !chosen.size;
  const all = list.querySelector("[data-pick-page]");
  if (all) all.checked = boxes.length > 0 && boxes.every((box) => box.checked);
}

function set(list, boxes, on) {
  const chosen = read(list);
  for (const box of boxes) on ? chosen.add(box.value) : chosen.delete(box.value);
  write(list, chosen);
  show(list);
}

const listOf = (element) => element.closest?.("[data-list]");

document.addEventListener("change", (event) => {
  const list = listOf(event.target);
  if (!list) return;
  if (event.target.matches("[data-pick]")) set(list, [event.target], event.target.checked);
  if (event.target.matches("[data-pick-page]")) set(list, list.querySelectorAll("[data-pick]"), event.target.checked);
});

document.addEventListener("click", (event) => {
  const list = listOf(event.target);
  if (!list || !event.target.closest("[data-unselect]")) return;
  write(list, new Set());
  show(list);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem("single-keys") === "off") return;
  if (event.target.matches("input:not([type=checkbox]), textarea, select")) return;
  const box = event.target.closest?.("[data-row]")?.querySelector("[data-pick]");
  if (!box) return;
  event.preventDefault();
  set(listOf(box), [box], !box.checked);
});

// The rows chosen on other pages go with the form as one field.
document.addEventListener("submit", (event) => {
  // A row's own button leaves what is chosen alone.
  if (!event.target.matches("[data-selection]") || event.submitter?.hasAttribute("formaction")) return;
  const list = listOf(event.target);
  const here = new Set([...list.querySelectorAll("[data-pick]")].map((box) => box.value));
  const field = event.target.querySelector("[name=more]") ?? event.target.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "more" }));
  field.value = [...read(list)].filter((value) => !here.has(value)).join(",");
  write(list, new Set());
});

const showAll = () => document.querySelectorAll("[data-list]").forEach(show);
document.addEventListener("htmx:afterSettle", showAll);
window.addEventListener("pageshow", showAll);
showAll();
