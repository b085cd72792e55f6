// The side bar: channels and commands; on a narrow page a drawer.

const byId = id => document.getElementById(id);

export class Side {
  #channels = [];
  #onOpen;
  #onCommand;

  constructor(onOpen, onCommand) {
    this.#onOpen = onOpen;
    this.#onCommand = onCommand;
    byId("menu").addEventListener("click", () => this.#drawer(true));
    byId("shade").addEventListener("click", () => this.#drawer(false));
    byId("side").addEventListener("keydown", event => event.key === "Escape" && this.#drawer(false));
    matchMedia("(max-width: 760px)").addEventListener("change", () => this.#drawer(false));
  }

  show(state) {
    this.#channels = state.channels;
    byId("channels").replaceChildren(...state.channels.map(name => {
      const link = document.createElement("a");
      link.href = `#${name}`;
      link.textContent = name;
      link.addEventListener("click", event => {
        event.preventDefault();
        this.#drawer(false);
        this.#onOpen(name);
      });
      return listed(link);
    }));
    byId("commands").replaceChildren(...state.commands.map(command => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = command.name;
      button.title = command.help;
      button.addEventListener("click", () => {
        this.#drawer(false);
        this.#onCommand(command.name);
      });
      return listed(button);
    }));
  }

  has(name) {
    return this.#channels.includes(name);
  }

  mark(name) {
    for (const link of byId("channels").querySelectorAll("a")) {
      link.setAttribute("aria-current", String(link.textContent === name));
    }
  }

  #drawer(open) {
    const wasOpen = byId("menu").getAttribute("aria-expanded") === "true";
    byId("side").classList.toggle("open", open);
    byId("shade").hidden = !open;
    byId("chat").inert = open;
    byId("menu").setAttribute("aria-expanded", String(open));
    if (open) {
      byId("channels").querySelector("a")?.focus();
    } else if (wasOpen) {
      byId("menu").focus();
    }
  }
}

function listed(child) {
  const item = document.createElement("li");
  item.append(child);
  return item;
}
