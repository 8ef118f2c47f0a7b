// Opens and closes native dialogs: data-opens="<id>" on a button or link, data-closes inside the dialog.
const opener = new WeakMap();

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-opens]");
  if (button) {
    const dialog = document.getElementById(button.dataset.opens);
    if (!dialog) return;
    event.preventDefault();
    opener.set(dialog, button.closest("details")?.querySelector("summary") ?? button);
    dialog.showModal();
    return;
  }
  const dialog = event.target.closest("dialog");
  if (dialog && (event.target === dialog || event.target.closest("[data-closes]"))) dialog.close();
});

document.addEventListener("close", (event) => opener.get(event.target)?.focus(), true);
