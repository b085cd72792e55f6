// What was sent before, walked with the up and down arrows and kept in this browser.

const key = "chatguard.history";
const most = 100;

export class History {
  #field;
  #entries = load();
  #at = null;
  #draft = "";

  constructor(field) {
    this.#field = field;
  }

  remember(text) {
    this.#entries = [...this.#entries.filter(entry => entry !== text), text].slice(-most);
    this.rest();
    try {
      localStorage.setItem(key, JSON.stringify(this.#entries));
    } catch {
      // A browser that keeps nothing still has the history of this page.
    }
  }

  /** Forgets the place in the walk, as after typing. */
  rest() {
    this.#at = null;
  }

  key(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || this.#at === null && step > 0) {
      return false;
    }
    if (this.#at === null) {
      this.#draft = this.#field.value;
    }
    const at = Math.max(0, (this.#at ?? this.#entries.length) + step);
    this.#at = at < this.#entries.length ? at : null;
    this.#field.value = this.#at === null ? this.#draft : this.#entries[at];
    event.preventDefault();
    return true;
  }
}

function load() {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(kept) ? kept.filter(entry => typeof entry === "string") : [];
  } catch {
    return [];
  }
}
