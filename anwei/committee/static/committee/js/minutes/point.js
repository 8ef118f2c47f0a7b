// One point on the sheet: typed, kept, saved on a pause; held by one window at a time; two texts are shown, never mixed.
//
// `saved` and `version` are what the server said last. `mineApart` is a text of this person that was refused because the
// point says something else, or somebody else writes it: it stays, here and in the browser, until the person decides.
import { Gone, SignedOut } from "./line.js";

const PAUSE = 1000;
const LATEST = 5000; // who types without a pause is saved this often

export class PointBox {
  constructor(element, sheet) {
    Object.assign(this, { element, sheet, sent: [], mine: false, apart: null, work: Promise.resolve(), answered: 0 });
    this.id = element.dataset.point || null;
    this.token = this.id ? null : sheet.mark();
    this.area = element.querySelector("[data-text]");
    this.version = Number(element.dataset.version);
    this.saved = this.area.value;
    this.kind = element.querySelector("[data-kind]").value;
    this.area.addEventListener("input", () => this.typed());
    this.area.addEventListener("focus", () => this.take(false));
    this.area.addEventListener("blur", () => this.leave());
    element.querySelector("[data-point-form]").addEventListener("submit", (event) => { event.preventDefault(); this.flush(); });
    element.querySelector("[data-kind]").addEventListener("change", () => this.chooseKind());
    element.querySelector("[data-remove]").addEventListener("click", (event) => { event.preventDefault(); this.remove(); });
    element.querySelector("[data-take-over]").addEventListener("click", async () => { await this.take(true); this.area.focus(); });
    for (const button of element.querySelectorAll("[data-keep]")) button.addEventListener("click", () => this.decide(button.dataset.keep));
  }

  get name() {
    return this.id ?? `new-${this.token}`;
  }

  get dirty() {
    return this.area.value !== this.saved;
  }

  // Whether a text of this person is nowhere but in this browser.
  get pending() {
    return this.dirty || this.apart !== null;
  }

  // One thing after another: what a later one sends is built on what an earlier one was answered.
  inTurn(act) {
    this.work = this.work.then(act).catch((trouble) => this.trouble(trouble));
    return this.work;
  }

  trouble(trouble) {
    if (this.pending) this.say("kept");
    if (trouble instanceof Gone || trouble instanceof SignedOut) this.sheet.lost(trouble);
    else reportError(trouble);
  }

  address(verb) {
    return this.sheet.addressOf(this.id, verb);
  }

  say(word, more = {}) {
    this.element.querySelector("[data-state]").textContent = this.sheet.say(word, more);
  }

  keep() {
    const text = this.apart ?? this.area.value;
    this.sheet.kept.put(this.name, { text, version: this.version, sent: this.sent, item: this.sheet.itemOf(this), kind: this.kind, at: Date.now() });
  }

  settled() {
    if (!this.pending) this.sheet.kept.drop(this.name);
  }

  typed() {
    this.keep();
    this.say("kept");
    if (this.id && !this.mine && !this.taking) this.take(false);
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.flush(), PAUSE);
    this.latest ??= setTimeout(() => this.flush(), LATEST);
  }

  flush() {
    clearTimeout(this.pause);
    clearTimeout(this.latest);
    this.latest = undefined;
    return this.inTurn(() => this.send());
  }

  async send() {
    if (!this.id) await this.create();
    if (!this.id || !this.dirty || this.apart !== null || this.sheet.closed) return;
    const text = this.area.value;
    if (!this.sent.includes(text)) this.sent = [...this.sent.slice(-9), text];
    this.keep();
    this.say("saving");
    const { status, body } = await this.sheet.line.post(this.address("save"), { text, version: this.version });
    this.sheet.isBack();
    this.answered = performance.now();
    if (status === 200) {
      this.acknowledge(body.point, text);
      if (this.dirty) this.typed();
    } else await this.refused(status, body);
  }

  acknowledge(row, text) {
    this.version = row.version;
    this.saved = text;
    this.sent = [];
    this.heldBy(row.held);
    this.show();
    if (this.dirty) this.keep();
    else this.say("saved", { time: this.sheet.now() });
    this.settled();
    if (!this.dirty && document.activeElement !== this.area) this.leave();
  }

  async refused(status, body) {
    const row = body.point;
    if (status === 409 && row && !row.removed && this.sent.includes(row.text)) {
      // It is what this window sent before and never got an answer to: go on from there.
      this.acknowledge(row, row.text);
      return this.send();
    }
    if (status === 423 && row?.held?.own) {
      // The same person in another window, or before the page was loaded again.
      await this.taken(true);
      return this.mine ? this.send() : undefined;
    }
    if (row) this.part(row);
    else {
      this.say("kept");
      this.sheet.tell(body.refusal);
    }
    if (status === 422) this.sheet.tell(body.refusal);
  }

  async create() {
    const fields = { item: this.sheet.itemOf(this), kind: this.kind, token: this.token };
    const { status, body } = await this.sheet.line.post(this.sheet.addAddress, fields);
    this.sheet.isBack();
    if (status !== 200) return this.sheet.tell(body.refusal);
    this.answered = performance.now();
    this.born(body.point);
    return undefined;
  }

  // The server has it, told by its answer or by the next look round. Its answer may have got lost before: then it
  // may hold a text already.
  born(row) {
    if (this.id) return;
    const before = this.name;
    this.id = String(row.id);
    this.sheet.named(this);
    this.version = row.version;
    this.saved = row.text;
    this.heldBy(row.held);
    this.show();
    if (this.dirty) this.keep();
    this.sheet.kept.drop(before);
  }

  take(over) {
    this.taking = true;
    return this.inTurn(async () => {
      try {
        if (this.id && (over || !this.mine) && !this.sheet.closed) await this.taken(over);
      } finally {
        this.taking = false;
      }
    });
  }

  async taken(over) {
    const { status, body } = await this.sheet.line.post(this.address("take"), over ? { over: 1 } : {});
    this.sheet.isBack();
    this.answered = performance.now();
    if (status === 423 && body.point.held?.own) return this.taken(true);
    if (body.point) {
      if (status === 200) this.renew(body.point);
      this.heldBy(body.point.held);
    }
    if (status === 422) this.sheet.tell(body.refusal);
    return undefined;
  }

  leave() {
    return this.inTurn(async () => {
      if (!this.mine || this.pending || document.activeElement === this.area || this.sheet.closed) return;
      this.mine = false;
      await this.sheet.line.post(this.address("leave"), {});
      this.answered = performance.now();
    });
  }

  // What another window wrote. `asked`: when the question was put; an answer to this window's own is newer.
  merge(row, asked) {
    if (asked < this.answered) return;
    if (row.removed) {
      if (this.pending) this.part(row);
      else this.sheet.forget(this);
      return;
    }
    this.renew(row);
    this.heldBy(row.held);
  }

  renew(row) {
    if (row.version > this.version) {
      if (this.apart !== null) {
        this.version = row.version;
        this.put(row.text);
      } else if (!this.dirty) this.put(row.text, row.version);
      else if (this.sent.includes(row.text)) this.acknowledge(row, row.text);
      else this.part(row);
    }
    const choice = this.element.querySelector("[data-kind]");
    if (row.kind !== this.kind && document.activeElement !== choice) choice.value = this.kind = row.kind;
  }

  put(text, version = this.version) {
    const { selectionStart, selectionEnd } = this.area;
    this.area.value = this.saved = text;
    this.version = version;
    if (document.activeElement === this.area) this.area.setSelectionRange(selectionStart, selectionEnd);
    this.element.querySelector("[data-theirs]").textContent = text;
    this.show();
  }

  heldBy(held) {
    clearTimeout(this.lapse);
    const wasMine = this.mine;
    this.mine = Boolean(held?.mine);
    const bar = this.element.querySelector("[data-held]");
    const other = held && !held.mine && !held.own;
    if (other && this.dirty && this.apart === null) this.part({ version: this.version, text: this.saved, held });
    const words = bar.querySelector("[data-held-words]");
    if (other && wasMine) words.textContent = this.sheet.say("taken", { name: held.name, time: this.sheet.now() });
    else if (other && bar.hidden) words.textContent = this.sheet.say("held", { name: held.name });
    bar.hidden = !other;
    this.lock();
    // A lease that is not renewed lapses without anybody telling.
    if (other) this.lapse = setTimeout(() => this.heldBy(null), held.seconds * 1000 + 500);
  }

  lock() {
    this.area.readOnly = this.apart !== null || !this.element.querySelector("[data-held]").hidden || this.sheet.closed;
  }

  // Two texts: this person's beside the saved one.
  part(row) {
    const other = row.held && !row.held.mine && !row.held.own;
    if (this.apart === null) this.apart = this.area.value;
    this.put(row.text, Math.max(row.version, this.version));
    this.keep();
    const box = this.element.querySelector("[data-both]");
    box.querySelector("[data-mine]").textContent = this.apart;
    box.querySelector("[data-both-words]").textContent = row.removed
      ? this.sheet.say("removed")
      : other ? this.sheet.say("held_back", { name: row.held.name }) : this.sheet.say("conflict");
    box.hidden = false;
    this.gone = Boolean(row.removed);
    box.querySelector('[data-keep="both"]').hidden = this.gone;
    this.lock();
    this.say("kept");
  }

  async decide(which) {
    const mine = this.apart;
    if (this.gone && which === "mine") {
      const box = this.sheet.blank(this.sheet.itemOf(this));
      box.area.value = mine;
      box.typed();
      this.sheet.forget(this);
      return;
    }
    if (which !== "theirs") await this.take(true);
    if (which !== "theirs" && !this.mine) return; // no connection, or closed: both stay as they are
    this.apart = null;
    this.sent = [];
    this.element.querySelector("[data-both]").hidden = true;
    if (which === "theirs") {
      this.sheet.kept.drop(this.name);
      this.say("saved", { time: "" });
      this.lock();
      if (this.gone) this.sheet.forget(this);
      return;
    }
    this.area.value = which === "both" ? [this.saved, mine].filter(Boolean).join("\n") : mine;
    this.keep();
    this.lock();
    this.area.focus();
    await this.flush();
  }

  // A draft of an earlier window of this person: put back where it fits, else shown beside the saved text.
  restore(draft) {
    if (draft.text === this.saved) return;
    this.sent = Array.isArray(draft.sent) ? draft.sent : [];
    const saved = { version: this.version, text: this.saved, held: null };
    this.area.value = draft.text;
    if (draft.version === this.version || this.sent.includes(this.saved)) this.typed();
    else this.part(saved);
  }

  chooseKind() {
    const choice = this.element.querySelector("[data-kind]");
    const before = this.kind;
    this.kind = choice.value;
    this.inTurn(async () => {
      if (!this.id) return;
      try {
        const { status, body } = await this.sheet.line.post(this.address("kind"), { kind: this.kind });
        this.sheet.isBack();
        this.answered = performance.now();
        if (status !== 200) throw new Error(body.refusal);
      } catch (trouble) {
        choice.value = this.kind = before;
        if (trouble instanceof Gone || trouble instanceof SignedOut) throw trouble;
        this.sheet.tell(trouble.message);
      }
    });
  }

  remove() {
    this.inTurn(async () => {
      if (!this.id && !this.dirty) return this.sheet.forget(this);
      await this.send();
      if (this.pending || !this.id) return this.sheet.tell(this.sheet.say("unsent"));
      const { status, body } = await this.sheet.line.post(this.address("remove"), { version: this.version });
      this.answered = performance.now();
      if (status === 200) return this.sheet.forget(this);
      this.sheet.tell(body.refusal);
      if (body.point && !body.point.removed) this.renew(body.point);
      return undefined;
    });
  }

  // The addresses and names of this point, for those who read it from the page.
  show() {
    const { element, id, version } = this;
    element.dataset.version = version;
    for (const field of element.querySelectorAll("input[name=version]")) field.value = version;
    if (!id || element.dataset.point === id) return;
    element.dataset.point = id;
    element.id = `point-${id}`;
    element.querySelector("[data-point-form]").action = this.address("save");
    element.querySelector("[data-history-link]").href = this.address("");
    element.querySelector("[data-resolve-link]").href = `${this.sheet.resolveAddress}?point=${id}`;
  }
}
