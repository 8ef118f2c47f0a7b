// What htmx could not do is said in words. 422 is not trouble: the answer holds the form with its errors.
const box = document.getElementById("trouble");

function say(words) {
  box.querySelector("[data-trouble-words]").textContent = words;
  box.hidden = false;
}

function wordsFor(status) {
  const known = box.getAttribute(`data-words-${status}`);
  if (known) return known;
  return box.getAttribute(status >= 500 ? "data-words-500" : "data-words-400");
}

if (box) {
  document.addEventListener("htmx:responseError", (event) => {
    // A refusal may bring its own words: the X-Refusal header, percent-encoded.
    const own = event.detail.xhr.getResponseHeader("X-Refusal");
    say(own ? decodeURIComponent(own) : wordsFor(event.detail.xhr.status));
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => say(box.getAttribute("data-words-network")));
  }
  document.addEventListener("htmx:beforeRequest", () => {
    box.hidden = true;
  });
  // Signed out meanwhile: the whole page goes to the entrance, not a fragment of it.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { entrance } = document.body.dataset;
    const url = event.detail.xhr.responseURL;
    if (entrance && url && new URL(url).pathname === entrance && location.pathname !== entrance) {
      event.detail.shouldSwap = false;
      location.reload();
    }
  });
  box.querySelector("[data-trouble-close]").addEventListener("click", () => {
    box.hidden = true;
  });
}
