// data-print prints the page. Paper is light, whatever the theme on screen.
const root = document.documentElement;
let theme;

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

window.addEventListener("beforeprint", () => {
  theme = root.dataset.bsTheme;
  root.dataset.bsTheme = "light";
});

window.addEventListener("afterprint", () => {
  if (theme) root.dataset.bsTheme = theme;
  else delete root.dataset.bsTheme;
});
