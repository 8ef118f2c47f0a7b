// data-remember-scroll on any element of a page: who comes back to the same address finds the same place.
const key = `scroll:${location.pathname}${location.search}`;

if (document.querySelector("[data-remember-scroll]")) {
  const kept = Number(sessionStorage.getItem(key));
  if (kept && !location.hash) window.scrollTo(0, kept);
  window.addEventListener("pagehide", () => sessionStorage.setItem(key, String(Math.round(window.scrollY))));
}
