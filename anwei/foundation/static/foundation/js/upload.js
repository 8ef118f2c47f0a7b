// A drop area for photos and files: camera again and again, paste, drag; each shot is shown and can be taken out.
// Without this script the two file inputs inside work as they are.
const gathered = new WeakMap();

function sum(area) {
  if (!gathered.has(area)) gathered.set(area, []);
  return gathered.get(area);
}

function input(area) {
  return area.querySelector("input[type=file]:not([data-camera])");
}

function fits(file, accept) {
  if (!accept) return true;
  return accept.split(",").map((part) => part.trim().toLowerCase()).some((part) => {
    if (part.startsWith(".")) return file.name.toLowerCase().endsWith(part);
    if (part.endsWith("/*")) return file.type.startsWith(part.slice(0, -1));
    return file.type === part;
  });
}

function preview(area, file) {
  const item = area.querySelector("template").content.firstElementChild.cloneNode(true);
  const image = item.querySelector("img");
  if (file.type.startsWith("image/")) {
    image.src = URL.createObjectURL(file);
    image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
    image.addEventListener("error", () => image.remove(), { once: true });
  } else image.remove();
  item.querySelector("[data-shot-name]").textContent = `${file.name} (${Math.max(1, Math.round(file.size / 1024)).toLocaleString()} KB)`;
  const button = item.querySelector("button");
  button.setAttribute("aria-label", `${button.textContent} ${file.name}`);
  button.addEventListener("click", () => {
    gathered.set(area, sum(area).filter((kept) => kept !== file));
    show(area);
    input(area).focus();
  });
  return item;
}

function show(area) {
  const carrier = new DataTransfer();
  const files = sum(area);
  for (const file of files) carrier.items.add(file);
  input(area).files = carrier.files;
  const camera = area.querySelector("[data-camera]");
  if (camera) camera.value = "";
  area.querySelector("[data-shots]").replaceChildren(...files.map((file) => preview(area, file)));
  const words = area.querySelector("[data-drop-words]");
  words.textContent = files.length ? words.dataset.count.replace("{number}", files.length) : "";
  input(area).dispatchEvent(new CustomEvent("gathered", { bubbles: true }));
}

function take(area, files) {
  const target = input(area);
  const known = new Set(sum(area).map((file) => `${file.name}|${file.size}|${file.lastModified}`));
  const fitting = [...files].filter((file) => fits(file, target.accept) && !known.has(`${file.name}|${file.size}|${file.lastModified}`));
  gathered.set(area, target.multiple ? [...sum(area), ...fitting] : fitting.slice(-1).length ? fitting.slice(-1) : sum(area));
  show(area);
  const refused = [...files].filter((file) => !fits(file, target.accept));
  if (refused.length) {
    const words = area.querySelector("[data-drop-words]");
    words.textContent = `${words.dataset.refused} ${refused.map((file) => file.name).join(", ")}`;
  }
}

document.addEventListener("change", (event) => {
  const area = event.target.closest("[data-drop]");
  if (area && event.target.type === "file") take(area, event.target.files);
});

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const area = event.target.closest?.("[data-drop]");
    if (!area) return;
    event.preventDefault();
    area.classList.toggle("is-over", kind === "dragover");
    if (kind === "drop") take(area, event.dataTransfer.files);
  });
}

document.addEventListener("paste", (event) => {
  const files = event.clipboardData?.files ?? [];
  const area = event.target.closest?.("form")?.querySelector("[data-drop]") ?? document.querySelector("[data-drop]");
  if (!area || !files.length) return;
  event.preventDefault();
  const stamp = new Date().toISOString().replace(/[-:T]/g, "").slice(0, 14);
  take(area, [...files].map((file, index) => new File([file], file.name === "image.png" ? `pasted-${stamp}-${index + 1}.png` : file.name, { type: file.type, lastModified: Date.now() })));
});
