// data-warn-before-leaving on a form: the browser asks before typed text is thrown away.
const changed = new Set();
const guarded = "form[data-warn-before-leaving]";

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const form = event.target.form ?? event.target.closest("form");
    if (form?.matches(guarded)) changed.add(form);
  });
}

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) changed.delete(event.target);
});

window.addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected && form.matches(guarded))) event.preventDefault();
});
