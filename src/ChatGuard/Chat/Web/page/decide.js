// The buttons of a card: what needs a reason is asked for it in a dialog, the reply is shown to the clicker alone, under the card.
import { click } from "./server.js";

const byId = id => document.getElementById(id);
const hints = {
  "break-glass": "You approve alone, against the rules. All approvers are told at once, and somebody else has to review it.",
  review: "Say what you looked at. Your name and your words are kept.",
};

export class Decisions {
  #dialog = byId("decide");
  #reason = byId("reason");
  #button = null; // as it was when the dialog opened: what one saw is what one decides
  #card = null;
  #context;

  /** @param {{ channel: () => string, me: () => object, onDone: (title: string) => void }} context what the page around the buttons knows */
  constructor(view, context) {
    this.#context = context;
    view.addEventListener("click", event => {
      const button = event.target.closest("button[data-verb]");
      if (button && button.getAttribute("aria-disabled") !== "true") {
        const card = button.closest("li");
        button.ariaHasPopup === "dialog" ? this.#ask(button, card) : this.#send(button, card, "");
      }
    });
    byId("decide-cancel").addEventListener("click", () => this.#dialog.close());
    byId("decide-form").addEventListener("submit", event => {
      event.preventDefault();
      this.#dialog.close();
      this.#send(this.#button, this.#card, this.#reason.value);
    });
    this.#dialog.addEventListener("close", () => this.#button.isConnected || this.#card.querySelector("button[data-verb]")?.focus());
    this.#reason.addEventListener("keydown", event => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        byId("decide-form").requestSubmit();
      }
    });
  }

  #ask(button, card) {
    const { verb, about } = button.dataset;
    const me = this.#context.me();
    this.#button = button;
    this.#card = card;
    byId("decide-title").textContent = byId("decide-do").textContent = button.textContent;
    byId("decide-about").textContent = about;
    byId("decide-as").textContent = me ? `You are ${me.name}.` : "";
    byId("decide-hint").textContent = hints[verb] ?? "";
    byId("decide-hint").hidden = !hints[verb];
    byId("decide-do").className = `verb-${verb}`;
    this.#reason.required = verb === "break-glass";
    byId("reason-need").textContent = this.#reason.required ? "(needed)" : "(optional)";
    this.#reason.value = "";
    this.#dialog.showModal();
    this.#reason.focus();
  }

  async #send(button, card, reason) {
    const { proposal, verb, nonce } = button.dataset;
    const channel = this.#context.channel();
    busy(card, button, true);
    try {
      const reply = await click(channel, { proposal, verb, nonce, reason });
      const template = document.createElement("template");
      template.innerHTML = reply.html; // made by ChatGuard's own renderer, which encodes every string
      show(card, template.content);
      this.#context.onDone(reply.title);
    } catch (error) {
      const problem = document.createElement("p");
      problem.className = "refusal";
      problem.textContent = error.message;
      show(card, problem);
    } finally {
      busy(card, button, false);
    }
  }
}

/** While one click is under way no second one is sent. */
function busy(card, clicked, value) {
  for (const button of card.querySelectorAll("button[data-verb]")) {
    button.setAttribute("aria-disabled", String(value));
  }
  clicked.classList.toggle("busy", value);
}

function show(card, content) {
  const place = card.querySelector(":scope > .reply");
  const only = document.createElement("p");
  only.className = "only";
  only.textContent = "Only you see this";
  place.replaceChildren(only, content);
  place.scrollIntoView({ block: "nearest" });
}
