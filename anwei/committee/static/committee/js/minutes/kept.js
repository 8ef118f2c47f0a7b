// What is typed and not yet acknowledged by the server, kept in this browser: one draft per person, meeting, point and window.
//
// A draft: { text, version (on which it was written), sent (texts on their way without an answer), item, kind, at }.
export class Kept {
  constructor(meeting, windowKey) {
    this.prefix = `minutes:${document.body.dataset.person ?? ""}:${meeting}:`;
    this.window = windowKey;
    this.memory = new Map(); // where storage is full or switched off, as long as the page lives
  }

  put(point, draft) {
    const key = `${this.prefix}${point}:${this.window}`;
    this.memory.set(key, draft);
    try {
      localStorage.setItem(key, JSON.stringify(draft));
    } catch {
      // Leaving the page warns all the same, and the text is in its field.
    }
  }

  drop(point, windowKey = this.window) {
    const key = `${this.prefix}${point}:${windowKey}`;
    this.memory.delete(key);
    try {
      localStorage.removeItem(key);
    } catch {
      // Nothing was kept there either.
    }
  }

  // What earlier windows left behind: the newest draft of each point; older ones wait until it is decided.
  left() {
    const newest = new Map();
    for (const { point, windowKey, draft } of this.every()) {
      if (windowKey === this.window) continue;
      if (!newest.has(point) || newest.get(point).draft.at < draft.at) newest.set(point, { point, windowKey, draft });
    }
    return [...newest.values()];
  }

  every() {
    const found = [];
    try {
      for (let number = 0; number < localStorage.length; number += 1) {
        const key = localStorage.key(number);
        if (!key.startsWith(this.prefix)) continue;
        const [point, windowKey] = key.slice(this.prefix.length).split(":");
        const draft = JSON.parse(localStorage.getItem(key));
        if (typeof draft?.text === "string") found.push({ point, windowKey, draft });
      }
    } catch {
      // Storage is switched off, or holds something that is not ours.
    }
    return found;
  }
}
