// data-order="<address>" on a list: its children are put in order by dragging, or by Alt with the arrows.
//
// The order goes to the address as `keys`; what comes back is drawn in place of the list's section, so the times are
// the server's. Without this script the buttons of each child do the same.
const holder = "[data-order]";
let dragged = null;

function keysOf(list) {
  return [...list.children].map((item) => item.dataset.key);
}

function send(list, key) {
  const section = list.closest("section[id]");
  const there = window.htmx.ajax("POST", list.dataset.order, {
    source: section, target: section, swap: "outerHTML show:none", values: { keys: keysOf(list) },
  });
  there.then(() => document.querySelector(`${holder} > [data-key="${key}"]`)?.focus({ preventScroll: true }));
}

function clear() {
  for (const item of document.querySelectorAll(`${holder} > li`)) item.classList.remove("is-over", "is-dragged");
}

document.addEventListener("keydown", (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const item = event.target.closest?.(`${holder} > [data-key]`);
  if (!step || !event.altKey || item !== event.target) return;
  event.preventDefault();
  const beside = step < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (!beside) return;
  if (step < 0) beside.before(item);
  else beside.after(item);
  item.focus();
  send(item.parentElement, item.dataset.key);
});

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(`${holder} > [data-key]`) ?? null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.key);
  dragged.classList.add("is-dragged");
});

document.addEventListener("dragover", (event) => {
  const over = event.target.closest?.(`${holder} > [data-key]`);
  if (!dragged || !over || over.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  clear();
  dragged.classList.add("is-dragged");
  over.classList.add("is-over");
});

document.addEventListener("drop", (event) => {
  const over = event.target.closest?.(`${holder} > [data-key]`);
  if (!dragged || !over) return;
  event.preventDefault();
  const list = dragged.parentElement;
  const before = keysOf(list).join();
  // Dropped on an item further down, it takes that item's place.
  if (dragged.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING) over.after(dragged);
  else over.before(dragged);
  if (keysOf(list).join() !== before) send(list, dragged.dataset.key);
});

document.addEventListener("dragend", () => {
  clear();
  dragged = null;
});
