// The line to the server: sends forms, and says apart whether nobody answered or whether the person is signed out.
const PATIENCE = 15000;

export class Gone extends Error {}
export class SignedOut extends Error {}

export class Line {
  constructor(windowKey, token) {
    this.window = windowKey;
    this.token = token;
  }

  form(fields) {
    const form = new FormData();
    form.set("csrfmiddlewaretoken", this.token);
    form.set("window", this.window);
    for (const [name, value] of Object.entries(fields)) form.set(name, value ?? "");
    return form;
  }

  post(address, fields) {
    return this.ask(address, { method: "POST", body: this.form(fields) });
  }

  get(address, fields) {
    return this.ask(`${address}?${new URLSearchParams({ ...fields, window: this.window })}`, {});
  }

  // For the last words of a window that closes: nobody waits for the answer.
  tell(address, fields) {
    navigator.sendBeacon(address, this.form(fields));
  }

  async ask(address, options) {
    let answer;
    try {
      answer = await fetch(address, { ...options, signal: AbortSignal.timeout(PATIENCE) });
    } catch {
      throw new Gone();
    }
    if (answer.status >= 500) throw new Gone();
    // A page instead of data: the entrance, or a refusal of a token that is no longer this person's.
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new SignedOut();
    try {
      return { status: answer.status, body: await answer.json() };
    } catch {
      throw new Gone();
    }
  }
}
