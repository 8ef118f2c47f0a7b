// A form is sent once: the second press of a button does nothing until the answer is there.
// data-submit-freely on the form: not guarded (a search, a filter). Where the page stays, because the answer is a
// download (data-downloads) or opens in another window, the form is free again after three seconds.
function release(form) {
  delete form.dataset.sending;
  form.removeAttribute("aria-busy");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || "submitFreely" in form.dataset || form.hasAttribute("hx-post")) return;
  if ("sending" in form.dataset) {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented) return;
  form.dataset.sending = "";
  form.setAttribute("aria-busy", "true");
  const stays = "downloads" in form.dataset || form.target === "_blank" || event.submitter?.formTarget === "_blank";
  if (stays) setTimeout(() => release(form), 3000);
});

// A page that comes back from the browser's memory is fresh again.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(release));
