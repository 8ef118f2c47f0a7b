// data-draft="<name>" on a form keeps what is typed in this tab until it is sent; without a name, the page's path is it.
//
// The draft goes once a page without the form is seen after sending: then the server has taken it. A form the server
// shows again with errors says data-bound and keeps the server's values. Passwords, files and hidden fields are never
// kept. The notice `[data-draft-notice]` in the form says that a draft was put back and offers to drop it.
const person = document.body.dataset.person ?? "";
const prefix = `draft:${person}:`;

function fields(form) {
  return [...form.elements].filter((field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type));
}

function read(form) {
  return fields(form).map((field) => {
    if (field.type === "checkbox" || field.type === "radio") return [field.name, field.value, field.checked];
    if (field.multiple) return [field.name, [...field.selectedOptions].map((option) => option.value), null];
    return [field.name, field.value, null];
  });
}

function write(form, kept) {
  for (const field of fields(form)) {
    const choice = field.type === "checkbox" || field.type === "radio";
    const found = kept.find(([name, value]) => name === field.name && (!choice || value === field.value));
    if (!found) continue;
    if (choice) field.checked = found[2];
    else if (field.multiple) for (const option of field.options) option.selected = found[1].includes(option.value);
    else field.value = found[1];
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function load(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function store(key, draft) {
  try {
    sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Full or switched off: the page works, only without a draft.
  }
}

const here = new Set();
for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = prefix + (form.dataset.draft || location.pathname);
  const notice = form.querySelector("[data-draft-notice]");
  here.add(key);
  const before = JSON.stringify(read(form));
  const draft = load(key);
  if (draft && !("bound" in form.dataset) && JSON.stringify(draft.fields) !== before) {
    write(form, draft.fields);
    if (notice) notice.hidden = false;
  }
  let timer;
  const keep = () => {
    timer = undefined;
    store(key, { fields: read(form) });
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 300);
  });
  window.addEventListener("pagehide", () => timer && keep());
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    timer = undefined;
    if (!event.defaultPrevented) store(key, { fields: read(form), sent: true });
  });
  form.querySelector("[data-draft-drop]")?.addEventListener("click", () => {
    clearTimeout(timer);
    timer = undefined;
    sessionStorage.removeItem(key);
    form.reset();
    notice.hidden = true;
  });
}

for (const key of Object.keys(sessionStorage)) {
  if (key.startsWith("draft:") && !here.has(key) && (load(key)?.sent || !key.startsWith(prefix))) sessionStorage.removeItem(key);
}

// Whoever signs out leaves nothing behind on a shared machine.
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-forget-drafts]")) sessionStorage.clear();
});
