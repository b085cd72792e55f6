// Completion as you type: a list box of the commands and arguments that fit (the ARIA combobox pattern).

const most = 8;

export class Completion {
  commands = [];
  accounts = [];
  #field;
  #list;
  #offers = [];
  #active = -1;

  constructor(field, list) {
    this.#field = field;
    this.#list = list;
    list.addEventListener("pointerdown", event => {
      const option = event.target.closest("[role=option]");
      if (option) {
        event.preventDefault();
        this.#accept([...list.children].indexOf(option));
      }
    });
    field.addEventListener("blur", () => this.close());
  }

  /** Handles the key if it is completion's; otherwise returns false. */
  key(event) {
    if (this.#list.hidden || event.isComposing) {
      return false;
    }
    const acts = {
      ArrowDown: () => this.#activate((this.#active + 1) % this.#offers.length),
      ArrowUp: () => this.#active < 0 ? false : this.#activate((this.#active - 1 + this.#offers.length) % this.#offers.length),
      Escape: () => this.close(),
      Tab: () => !event.shiftKey && this.#accept(this.#active >= 0 ? this.#active : this.#offers.findIndex(offer => offer.understood)),
      Enter: () => this.#active >= 0 && this.#offers[this.#active].text.trimEnd() !== this.#field.value.trimEnd() && this.#accept(this.#active),
    };
    if (!acts[event.key] || acts[event.key]() === false) {
      return false;
    }
    event.preventDefault();
    return true;
  }

  update() {
    this.#offers = offers(this.#field.value, this.commands, this.accounts);
    this.#list.replaceChildren(...this.#offers.map((offer, index) => option(offer, index)));
    this.#open(this.#offers.length > 0);
    this.#activate(this.#offers.length > 0 && this.#offers[0].likely ? 0 : -1);
  }

  close() {
    this.#open(false);
    this.#activate(-1);
  }

  #open(open) {
    this.#list.hidden = !open;
    this.#field.setAttribute("aria-expanded", String(open));
  }

  #activate(index) {
    this.#active = index;
    [...this.#list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
    if (index < 0) {
      this.#field.removeAttribute("aria-activedescendant");
    } else {
      this.#field.setAttribute("aria-activedescendant", `option-${index}`);
      this.#list.children[index].scrollIntoView({ block: "nearest" });
    }
  }

  #accept(index) {
    if (index < 0) {
      return false;
    }
    this.#field.value = this.#offers[index].text;
    this.update();
    return true;
  }
}

/** What fits the text: commands while the first word is typed, then the command's arguments and options, and accounts where one is to be named. */
export function offers(text, commands, accounts = []) {
  const account = /^(.*\s--account(?:\s+|=))"?([^\s"]*)$/is.exec(text);
  if (account) {
    return namedAccounts(account[1], account[2].toLowerCase(), accounts);
  }
  const [, before, rest] = /^(\s*\/?aws\s+|\s*\/)?(.*)$/is.exec(text);
  const slash = before?.trim() === "/" ? "/aws " : before ?? "";
  if (!/\s/.test(rest)) {
    return rest || before ? named(rest.toLowerCase(), slash, commands) : [];
  }
  const command = commands.find(candidate => candidate.name === rest.split(/\s+/)[0].toLowerCase());
  return command ? followed(text, command) : [];
}

function namedAccounts(before, word, accounts) {
  const found = accounts.filter(name => name.toLowerCase().includes(word));
  const understood = word.length > 2 && found.length === 1; // ChatGuard knows which is meant: Enter sends it, Tab completes it
  return found.some(name => name.toLowerCase() === word)
    ? [] // typed in full: Enter sends it
    : found.slice(0, most).map(name => ({ label: name, help: "", text: `${before}${/\s/.test(name) ? `"${name}"` : name} `, likely: !understood, understood }));
}

function named(word, before, commands) {
  const starts = commands.filter(command => command.name.startsWith(word));
  const within = commands.filter(command => !command.name.startsWith(word) && word.length > 2 && `${command.name} ${command.help}`.toLowerCase().includes(word));
  const found = [...starts, ...within].slice(0, most * 2);
  return found.length === 1 && found[0].name === word
    ? []
    : found.map(command => ({ label: command.usage.split(" [")[0], help: command.help, text: `${before}${command.name} `, likely: true }));
}

function followed(text, command) {
  const word = /\S*$/.exec(text)[0].toLowerCase();
  const said = new Set(text.toLowerCase().split(/\s+/).slice(0, -1));
  const options = [...command.usage.matchAll(/--[a-z-]+(?: [A-Za-z|]+)?/g)].map(match => match[0]);
  const labels = [...(said.size > 1 + Number(/^\s*\/?aws\s/i.test(text)) ? [] : command.arguments), ...options];
  const complete = labels.includes(word); // typed in full: Enter sends it, though longer names contain it
  return labels
    .filter(label => !said.has(label.split(" ")[0]) && label.toLowerCase().includes(word) && label.split(" ")[0].toLowerCase() !== word)
    .slice(0, most)
    .map(label => ({ label, help: "", text: `${text.slice(0, text.length - word.length)}${label.split(" ")[0]} `, likely: word !== "" && !complete }));
}

function option(offer, index) {
  const item = document.createElement("li");
  item.id = `option-${index}`;
  item.setAttribute("role", "option");
  const label = document.createElement("span");
  label.className = "typed";
  label.textContent = offer.label;
  const help = document.createElement("span");
  help.className = "help";
  help.textContent = offer.help;
  item.append(label, help);
  return item;
}
