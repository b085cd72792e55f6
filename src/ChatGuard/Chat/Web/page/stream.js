// The messages: what was typed, what was answered, and what went wrong.

const byId = id => document.getElementById(id);
const today = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const older = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

export class Stream {
  #view = byId("stream");
  #list = byId("messages");
  #empty = byId("empty");
  #latest = byId("latest");
  #html = new WeakMap(); // each card as it was sent

  /** @param {(command: string) => void} onCommand called when the reader presses a choice */
  constructor(onCommand) {
    this.#view.addEventListener("scroll", () => this.#placeLatest(), { passive: true });
    new ResizeObserver(() => this.#placeLatest()).observe(this.#list);
    this.#latest.addEventListener("click", () => this.toLatest());
    this.#view.addEventListener("click", event => {
      const button = event.target.closest("button[data-command]");
      if (button && button.getAttribute("aria-disabled") !== "true") {
        onCommand(button.dataset.command);
      }
    });
  }

  /** Whether the channel is empty shows once its messages are read. */
  clear() {
    this.#list.replaceChildren();
    this.#empty.hidden = true;
  }

  suggest(commands) {
    const wanted = ["posture", "users-without-mfa", "rotate-report", "root-activity"];
    const known = wanted.map(name => commands.find(command => command.name === name)).filter(Boolean);
    byId("suggestions").replaceChildren(...(known.length ? known : commands.slice(0, 4)).map(command => {
      const button = element("button", "suggestion");
      button.type = "button";
      button.dataset.command = `/aws ${command.name}`;
      button.append(element("span", "typed", `/aws ${command.name}`), element("span", "help", command.help));
      const item = document.createElement("li");
      item.append(button);
      return item;
    }));
  }

  /** Adds messages read from the server; those already shown are edited in place. Opening a channel shows the newest; what arrives later is read from its first. */
  add(messages, opening) {
    const atEnd = this.#atEnd();
    const shown = new Map([...this.#list.querySelectorAll("[data-id]")].map(item => [Number(item.dataset.id), item]));
    const added = [];
    for (const message of messages.filter(message => !shown.has(message.id))) {
      const item = message.html ? this.#answer(message) : this.#bubble(message);
      const above = message.thread && (shown.get(message.thread) ?? added.find(each => Number(each.dataset.id) === message.thread));
      if (above) {
        above.append(folded(item, message.title));
      } else {
        added.push(item);
      }
    }
    const edited = messages.filter(message => message.html && shown.has(message.id) && this.#edit(shown.get(message.id), message.html));
    this.#list.append(...added);
    this.#showEmpty();
    if (atEnd && added.length) {
      this.#readFrom(opening ? added.at(-1) : added[0]);
    }
    return edited.map(message => shown.get(message.id).querySelector("h3 > bdi").textContent);
  }

  /** What is longer than the page, such as a digest, is read from its beginning, with the question before it. */
  #readFrom(item) {
    const question = item.previousElementSibling?.matches(".asked") ? item.previousElementSibling : item;
    this.#view.scrollTop = question.offsetTop - 16;
    this.#placeLatest();
  }

  /** Shows a question at once, before the server has it. */
  asked(text, who) {
    const bubble = this.#bubble({ text, who, at: new Date().toISOString() });
    this.#list.append(bubble);
    this.#showEmpty();
    this.toLatest();
    return bubble;
  }

  /** Shows the answer under its question, read from its beginning. */
  answered(bubble, answer) {
    const card = this.#answer(answer);
    bubble.after(card);
    const fits = card.offsetHeight + bubble.offsetHeight + 48 < this.#view.clientHeight;
    this.#view.scrollTop = fits ? this.#view.scrollHeight : bubble.offsetTop - 16;
    this.#placeLatest();
  }

  problem(text, label, again) {
    const item = element("li", "problem");
    const button = element("button", null, label);
    button.type = "button";
    button.addEventListener("click", () => {
      item.remove();
      again();
    });
    item.append(element("p", null, text), button);
    this.#list.append(item);
    this.#showEmpty();
    this.toLatest();
  }

  /** While one command runs, the buttons that would send another say so. */
  busy(value) {
    for (const button of this.#view.querySelectorAll("button[data-command]")) {
      button.setAttribute("aria-disabled", String(value));
    }
  }

  /** Page Up and Page Down read on without leaving the message box. */
  key(event) {
    const direction = { PageUp: -1, PageDown: 1 }[event.key];
    if (!direction || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
      return false;
    }
    this.#view.scrollTop += direction * this.#view.clientHeight * 0.85;
    event.preventDefault();
    return true;
  }

  toLatest() {
    this.#view.scrollTop = this.#view.scrollHeight;
    this.#placeLatest();
  }

  #bubble(message) {
    const item = element("li", "asked");
    item.dataset.id = message.id ?? "";
    const foot = element("div", "by");
    foot.append(element("bdi", null, message.who), time(message.at));
    item.append(element("p", "typed", message.text), foot);
    return item;
  }

  #answer(message) {
    const item = element("li", "answered");
    item.dataset.id = message.id;
    const head = element("div", "from");
    head.append(element("strong", null, "ChatGuard"), time(message.at));
    item.append(head, this.#card(message.html));
    if (message.csv) {
      const link = element("a", "csv", "Tables as CSV");
      link.href = message.csv;
      link.download = "";
      item.append(link);
    }
    makeRoomForReply(item);
    return item;
  }

  #card(html) {
    const template = document.createElement("template");
    template.innerHTML = html; // made by ChatGuard's own renderer, which encodes every string
    this.#html.set(template.content.firstElementChild, html);
    return template.content;
  }

  /** Replaces a card that reads differently now; a reader on one of its buttons stays on it, or comes to the card where it is gone. */
  #edit(item, html) {
    const card = item.querySelector(":scope > article");
    if (this.#html.get(card) === html) {
      return false;
    }
    const focused = card.contains(document.activeElement) ? document.activeElement : null;
    card.replaceWith(this.#card(html));
    makeRoomForReply(item);
    if (focused) {
      const verb = focused.dataset.verb;
      const heading = item.querySelector(":scope > article > h3");
      heading.tabIndex = -1;
      (verb && item.querySelector(`button[data-verb="${verb}"]`) || heading).focus();
    }
    return true;
  }

  #showEmpty() {
    this.#empty.hidden = this.#list.childElementCount > 0;
  }

  #atEnd() {
    return this.#view.scrollHeight - this.#view.scrollTop - this.#view.clientHeight < 80;
  }

  #placeLatest() {
    this.#latest.hidden = this.#atEnd();
  }
}

/** What belongs below a message, such as a digest's details: folded up in it until somebody wants to read on. */
function folded(item, title) {
  const fold = element("details", "thread");
  const inner = element("div", item.className);
  inner.dataset.id = item.dataset.id;
  inner.append(...item.childNodes);
  fold.append(element("summary", null, title), inner);
  return fold;
}

/** A live region is there before it says something. */
function makeRoomForReply(item) {
  if (item.querySelector("button[data-verb]") && !item.querySelector(":scope > .reply")) {
    const reply = element("div", "reply");
    reply.setAttribute("role", "status");
    item.append(reply);
  }
}

function time(at) {
  const when = new Date(at);
  const shown = document.createElement("time");
  shown.dateTime = at;
  shown.title = full.format(when);
  shown.textContent = (when.toDateString() === new Date().toDateString() ? today : older).format(when);
  return shown;
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) {
    made.className = className;
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}
