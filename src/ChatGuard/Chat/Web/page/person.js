// Who one is: chosen among the sandbox's people, or signed in.
import { choose, signOut } from "./server.js";

const byId = id => document.getElementById(id);
const troubles = {
  failed: "The sign-in did not work. ChatGuard's log says why. Try again, or ask who runs ChatGuard.",
  unavailable: "The login server cannot be reached, or is not set up right. ChatGuard's log says why. Try again later.",
};

export class Person {
  me = null;
  #onChange;
  #onProblem;

  constructor(onChange, onProblem) {
    this.#onChange = onChange;
    this.#onProblem = onProblem;
    byId("people").addEventListener("change", () => this.#choose(byId("people").value));
    byId("sign-out").addEventListener("click", () => this.#signOut());
  }

  show({ me, people, maySignOut }) {
    this.me = me;
    byId("choice").hidden = people.length === 0;
    byId("people").replaceChildren(...people.map(person => new Option(`${person.name}, ${person.role}`, person.id, false, person.id === me?.id)));
    byId("signed-in").hidden = !maySignOut;
    byId("who").textContent = me?.name ?? "";
  }

  /** Nothing is shown before somebody signed in. */
  static askToSignIn() {
    byId("chat").hidden = byId("side").hidden = true;
    byId("sign-in").hidden = false;
    const trouble = troubles[new URLSearchParams(location.search).get("sign-in")];
    byId("sign-in-trouble").textContent = trouble ?? "";
    byId("sign-in-trouble").hidden = !trouble;
    byId("sign-in-link").focus();
  }

  async #choose(id) {
    byId("people").disabled = true;
    try {
      await choose(id);
      await this.#onChange();
    } catch (error) {
      byId("people").value = this.me?.id ?? "";
      this.#onProblem(error.message);
    } finally {
      byId("people").disabled = false;
      byId("people").focus();
    }
  }

  async #signOut() {
    try {
      await signOut();
      location.assign("/");
    } catch (error) {
      this.#onProblem(error.message);
    }
  }
}
