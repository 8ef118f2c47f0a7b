// data-keep-files on a form: while it holds files it is sent without leaving the page, so that photos chosen once
// survive a refusal, a fault of the server and a dead line. What is wrong is put into the form; where the server leads
// on, the page goes there. Without files, and without scripts, the browser sends the form as ever.
const box = document.getElementById("trouble");

function holdsFiles(form) {
  return [...form.querySelectorAll("input[type=file]")].some((field) => field.files.length);
}

function say(kind) {
  box.querySelector("[data-trouble-words]").textContent = box.getAttribute(`data-words-${kind}`);
  box.hidden = false;
}

// Leaving on purpose: nothing typed is thrown away.
function free(form) {
  delete form.dataset.warnBeforeLeaving;
}

// The errors of the answer, and its hidden fields: the case may have another version by now.
function correct(form, answered) {
  form.querySelector("[data-errors]")?.remove();
  for (const field of answered.querySelectorAll("input[type=hidden]")) {
    const own = form.elements[field.name];
    if (own instanceof HTMLInputElement && own.type === "hidden") own.value = field.value;
  }
  const errors = answered.querySelector("[data-errors]");
  form.prepend(errors);
  errors.scrollIntoView({ block: "center" });
  errors.focus();
}

async function take(form, answer) {
  if (answer.redirected) {
    free(form);
    location.assign(answer.url);
  } else if (answer.status >= 500 || answer.status === 413) {
    say(answer.status === 413 ? 413 : 500);
  } else {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const answered = page.querySelector("form[data-keep-files]");
    if (answered?.querySelector("[data-errors]")) return correct(form, document.adoptNode(answered));
    // Refused as a whole, and nothing was changed: ask for that page as a page.
    free(form);
    form.submit();
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("keepFiles" in form.dataset) || event.defaultPrevented || !box) return;
  if ("sending" in form.dataset) return event.preventDefault();
  if (!holdsFiles(form)) return;
  event.preventDefault();
  form.dataset.sending = "";
  form.setAttribute("aria-busy", "true");
  box.hidden = true;
  try {
    await take(form, await fetch(form.action, { method: "POST", body: new FormData(form, event.submitter) }));
  } catch {
    say("network");
  }
  delete form.dataset.sending;
  form.removeAttribute("aria-busy");
});
