// Menus and confirmations made of <details> close on Esc, on a click beside them and when another opens.
const kinds = "details[data-menu]";

function closeOthers(kept) {
  for (const menu of document.querySelectorAll(`${kinds}[open]`)) if (!menu.contains(kept)) menu.open = false;
}

document.addEventListener("click", (event) => closeOthers(event.target));

document.addEventListener("focusin", (event) => closeOthers(event.target));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.(`${kinds}[open]`) ?? document.querySelector(`${kinds}[open]`);
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
