// The room's screen: one page at a time by buttons and keys, and how long an item has been on it.
//
// What was spent on an item is kept in this tab, so that a page loaded again or an item shown twice goes on counting.
const room = document.querySelector("[data-room]");
const pages = [...room.querySelectorAll("[data-room-page]")];
const key = `room:${room.dataset.room}`;
const kept = { page: 0, spent: {}, ...load() };

function load() {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function store() {
  try {
    sessionStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // Not remembered where storage is switched off.
  }
}

function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function drawTime(page) {
  const place = page.querySelector("[data-room-time]");
  if (!place) return;
  const seconds = kept.spent[page.dataset.roomItem] ?? 0;
  const over = seconds - Number(page.dataset.minutes) * 60;
  const late = page.dataset.minutes !== "0" && over > 0;
  place.classList.toggle("is-over", late);
  place.textContent = late
    ? `${place.dataset.of.replace("{elapsed}", clock(seconds))} · ${place.dataset.over.replace("{over}", clock(over))}`
    : place.dataset.of.replace("{elapsed}", clock(seconds));
}

function show(number) {
  kept.page = Math.min(Math.max(number, 0), pages.length - 1);
  pages.forEach((page, at) => { page.hidden = at !== kept.page; });
  room.querySelector("[data-room-place]").textContent = `${kept.page + 1} / ${pages.length}`;
  room.querySelector("[data-room-previous]").disabled = kept.page === 0;
  room.querySelector("[data-room-next]").disabled = kept.page === pages.length - 1;
  drawTime(pages[kept.page]);
  store();
}

const steps = {
  ArrowRight: () => show(kept.page + 1), PageDown: () => show(kept.page + 1), " ": () => show(kept.page + 1),
  ArrowLeft: () => show(kept.page - 1), PageUp: () => show(kept.page - 1),
  Home: () => show(0), End: () => show(pages.length - 1),
};

document.addEventListener("keydown", (event) => {
  if (!steps[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
  // A space on a button presses the button.
  if (event.key === " " && event.target.closest("button, a")) return;
  event.preventDefault();
  steps[event.key]();
});

room.querySelector("[data-room-previous]").addEventListener("click", steps.ArrowLeft);
room.querySelector("[data-room-next]").addEventListener("click", steps.ArrowRight);
room.querySelector("[data-room-full]").addEventListener("click", () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
});

let last = performance.now();
setInterval(() => {
  const now = performance.now();
  const item = pages[kept.page].dataset.roomItem;
  if (item) kept.spent[item] = (kept.spent[item] ?? 0) + (now - last) / 1000;
  last = now;
  drawTime(pages[kept.page]);
  store();
}, 1000);

show(kept.page);
