// A notice goes when its cross is pressed; none goes by itself, for some read slowly.
document.addEventListener("click", (event) => {
  event.target.closest("[data-notice-close]")?.closest("[data-notice]").remove();
});
