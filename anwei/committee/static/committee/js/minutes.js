// The sheet of the minutes: its points, the line to the server, and what is kept in this browser.
//
// Others' changes are asked for every few seconds with a cursor. Nothing typed is thrown away by a refusal, a dead line,
// a signed-out session or a closed window: it stays in this browser until the server has it or the person decides.
import { Kept } from "./minutes/kept.js";
import { showLeft } from "./minutes/left.js";
import { Gone, Line } from "./minutes/line.js";
import { PointBox } from "./minutes/point.js";

const EVERY = 3000;
const EVERY_HIDDEN = 15000;
const WHOLE = 60000; // everything is asked for again this often, whatever the cursor says

const root = document.getElementById("minutes");
const words = JSON.parse(document.getElementById("minutes-words").textContent);
const bar = root.querySelector("[data-line]");

class Sheet {
  constructor() {
    const windowKey = this.mark();
    this.kept = new Kept(root.dataset.meeting, windowKey);
    this.line = new Line(windowKey, root.querySelector("input[name=csrfmiddlewaretoken]").value);
    this.addAddress = root.dataset.add;
    this.resolveAddress = root.dataset.resolve;
    this.closed = false;
    this.away = false;
    this.cursor = "";
    this.whole = 0;
    this.boxes = new Map(); // by number
    this.fresh = new Set(); // those that have none yet
    for (const element of root.querySelectorAll(".points > [data-point]")) this.named(new PointBox(element, this));
  }

  // 32 characters that no other window or point has; also where the page is not a secure context.
  mark() {
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  named(box) {
    this.fresh.delete(box);
    this.boxes.set(box.id, box);
  }

  get every() {
    return [...this.boxes.values(), ...this.fresh];
  }

  addressOf(id, verb) {
    return root.dataset.pointAddress.replace("/0/", verb ? `/${id}/${verb}/` : `/${id}/`);
  }

  itemOf(box) {
    return box.element.closest("[data-group]").dataset.group;
  }

  group(item) {
    return root.querySelector(`[data-group="${item ?? ""}"]`) ?? root.querySelector('[data-group=""]');
  }

  say(word, more = {}) {
    return Object.entries(more).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words[word]).trim();
  }

  now() {
    return new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  }

  tell(text) {
    bar.textContent = text;
    bar.hidden = !text;
  }

  lost(trouble) {
    this.away = true;
    this.tell(words[trouble instanceof Gone ? "gone" : "signed_out"]);
  }

  isBack() {
    if (!this.away) return;
    this.away = false;
    this.tell(words.back);
    setTimeout(() => { if (!this.away && bar.textContent === words.back) this.tell(""); }, 4000);
    for (const box of this.every) if (box.pending) box.flush();
  }

  blank(item) {
    const element = root.querySelector("template[data-point-blank]").content.firstElementChild.cloneNode(true);
    this.group(item).append(element);
    const box = new PointBox(element, this);
    for (const field of [box.area, element.querySelector("[data-kind]")]) {
      field.id = this.mark();
      field.previousElementSibling.htmlFor = field.id;
    }
    this.fresh.add(box);
    return box;
  }

  forget(box) {
    this.boxes.delete(box.id);
    this.fresh.delete(box);
    this.kept.drop(box.name);
    box.element.remove();
  }

  take(answer, asked) {
    for (const row of answer.points) {
      const id = String(row.id);
      const known = this.boxes.get(id);
      const born = known ? null : [...this.fresh].find((box) => box.token === row.token);
      if (known) known.merge(row, asked);
      else if (born) born.born(row);
      else if (!row.removed) this.appear(row);
    }
    if (answer.order) this.arrange(answer.order.map(String));
    if (!answer.writing && !this.closed) {
      this.closed = true;
      this.tell(words.over);
      for (const box of this.every) box.lock();
    }
  }

  appear(row) {
    const box = this.blank(row.item);
    box.id = String(row.id);
    this.named(box);
    box.put(row.text, row.version);
    box.renew(row);
    box.heldBy(row.held);
    box.element.querySelector("[data-kind]").value = box.kind = row.kind;
  }

  arrange(order) {
    const place = new Map(order.map((id, at) => [id, at]));
    for (const group of root.querySelectorAll("[data-group]")) {
      const there = [...group.children].filter((element) => place.has(element.dataset.point));
      const wanted = [...there].sort((one, other) => place.get(one.dataset.point) - place.get(other.dataset.point));
      if (there.every((element, at) => element === wanted[at])) continue;
      const focused = document.activeElement;
      const range = focused?.matches("textarea") ? [focused.selectionStart, focused.selectionEnd] : null;
      for (const element of wanted) group.append(element);
      for (const box of this.fresh) if (box.element.parentElement === group) group.append(box.element);
      if (focused?.isConnected && focused !== document.activeElement) {
        focused.focus({ preventScroll: true });
        if (range) focused.setSelectionRange(...range);
      }
    }
  }

  async look() {
    const asked = performance.now();
    const since = asked - this.whole > WHOLE ? "" : this.cursor;
    try {
      const { status, body } = await this.line.get(root.dataset.changes, { since });
      if (status !== 200) return;
      this.line.token = body.token;
      if (!since) this.whole = asked;
      this.cursor = body.cursor;
      this.take(body, asked);
      this.isBack();
    } catch (trouble) {
      this.lost(trouble);
    }
  }

  async watch() {
    for (;;) {
      await this.look();
      await new Promise((wake) => {
        this.wake = wake;
        setTimeout(wake, document.hidden ? EVERY_HIDDEN : EVERY);
      });
    }
  }

  restore() {
    const orphans = [];
    for (const { point, windowKey, draft } of this.kept.left()) {
      let box = this.boxes.get(point);
      if (!box && point.startsWith("new-") && draft.text) {
        box = this.blank(draft.item);
        box.token = point.slice(4);
        box.element.querySelector("[data-kind]").value = box.kind = draft.kind;
      }
      if (!box) {
        orphans.push({ point, windowKey, draft });
        continue;
      }
      box.restore(draft);
      if (box.pending) box.keep();
      this.kept.drop(point, windowKey);
    }
    showLeft(root, this.kept, orphans);
  }

  // Everything typed is with the server; false where that cannot be had now.
  async saved() {
    await Promise.all(this.every.map((box) => (box.pending ? box.flush() : box.work)));
    return !this.every.some((box) => box.pending);
  }
}

const sheet = new Sheet();
sheet.restore();
sheet.watch();

root.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-add-point]");
  if (!form) return;
  event.preventDefault();
  const box = sheet.blank(form.elements.namedItem("item").value);
  box.area.focus();
  box.flush();
});

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-once-saved]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (await sheet.saved()) location.assign(link.href);
  else sheet.tell(words.unsent);
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) for (const box of sheet.every) { if (box.pending) box.flush(); }
  else sheet.wake?.();
});

window.addEventListener("online", () => sheet.wake?.());

window.addEventListener("beforeunload", (event) => {
  if (sheet.every.some((box) => box.pending)) event.preventDefault();
});

// The lease goes with the window; what is unsaved stays in this browser.
window.addEventListener("pagehide", () => {
  for (const box of sheet.boxes.values()) if (box.mine) sheet.line.tell(box.address("leave"), {});
});
