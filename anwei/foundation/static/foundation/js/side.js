// The side folds to icons and stays so on this machine.
const button = document.querySelector("[data-fold-side]");
const root = document.documentElement;

function show() {
  button.setAttribute("aria-expanded", String(root.dataset.side !== "folded"));
}

function remember(folded) {
  try {
    localStorage.setItem("side", folded ? "folded" : "open");
  } catch {
    // Not remembered where storage is switched off.
  }
}

if (button) {
  show();
  button.addEventListener("click", () => {
    const folded = root.dataset.side !== "folded";
    if (folded) root.dataset.side = "folded";
    else delete root.dataset.side;
    remember(folded);
    show();
  });
}
