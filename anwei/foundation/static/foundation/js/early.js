// Before the first paint: say that scripts run, choose the theme, keep the side folded.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("scripted");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    if (root.dataset.themeChoice === "auto") root.dataset.bsTheme = dark.matches ? "dark" : "light";
  };
  follow();
  dark.addEventListener("change", follow);
  try {
    if (localStorage.getItem("side") === "folded") root.dataset.side = "folded";
  } catch {
    // Storage may be switched off; the side is then simply open.
  }
})();
