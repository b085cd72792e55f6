// Ties the page together: the channels, the composer and the stream of messages.
import { Completion } from "./completion.js";
import { History } from "./history.js";
import { Stream } from "./stream.js";
import { Side } from "./side.js";
import { Decisions } from "./decide.js";
import { Person } from "./person.js";
import { NotSignedIn, readMessages, readState, send } from "./server.js";

const byId = id => document.getElementById(id);
const text = byId("text");
const stream = new Stream(command => submit(command));
const history = new History(text);
const side = new Side(open, command => {
  text.value = `${command} `;
  text.focus();
  completion.update();
});
const person = new Person(async () => person.show((await readState()).people), problem => stream.problem(problem, "Load again", () => location.reload()));
new Decisions(byId("stream"), {
  channel: () => channel,
  me: () => person.me,
  onDone: () => poll(),
});
const completion = new Completion(text, byId("options"));

let channel = null;
let seen = 0; // the highest revision
let asking = null; // the channel whose answer is awaited

text.addEventListener("keydown", event => completion.key(event) || history.key(event) || stream.key(event));
text.addEventListener("input", () => {
  history.rest();
  completion.update();
});
byId("form").addEventListener("submit", event => {
  event.preventDefault();
  submit(text.value);
});
window.addEventListener("hashchange", () => open(location.hash.slice(1)));

await start();

async function start() {
  try {
    const state = await readState();
    side.show(state);
    person.show(state.people);
    completion.commands = state.commands;
    completion.accounts = state.accounts;
    stream.suggest(state.commands);
    byId("source").textContent = byId("source").title = state.banner;
    byId("source").dataset.source = state.source;
    const asked = location.hash.slice(1);
    await open(state.channels.includes(asked) ? asked : state.channels[0]);
    setInterval(poll, 2000);
  } catch (error) {
    if (error instanceof NotSignedIn) {
      Person.askToSignIn();
      return;
    }
    stream.problem(error.message, "Load again", () => location.reload());
  }
}

async function open(name) {
  if (!side.has(name)) {
    window.history.replaceState(null, "", `#${channel}`);
    return;
  }
  if (name === channel) {
    return;
  }
  channel = name;
  seen = 0;
  byId("channel").textContent = name;
  document.title = `#${name} · ChatGuard`;
  window.history.replaceState(null, "", `#${name}`);
  side.mark(name);
  stream.clear();
  await poll(true);
  if (matchMedia("(pointer: fine)").matches) {
    text.focus(); // on a touch screen this would raise the keyboard over the page
  }
}

async function poll(first = false) {
  const asked = channel;
  const isWanted = () => asked === channel && (first === true || asking !== asked);
  if (!isWanted() || document.hidden && first !== true) {
    return;
  }
  try {
    const { messages, memoryOnly } = await readMessages(asked, seen);
    if (!isWanted()) {
      return;
    }
    const isBack = !memoryOnly && !byId("outage").hidden;
    byId("outage").hidden = !memoryOnly;
    if (isBack) {
      seen = 0; // what was kept in memory is stored now, under other ids
      stream.clear();
      await poll(first);
      return;
    }
    const edited = stream.add(messages, first === true);
    if (edited.length) {
      byId("said").textContent = `Changed: ${edited.join("; ")}`;
    }
    seen = Math.max(seen, ...messages.map(message => message.revision));
  } catch (error) {
    if (error instanceof NotSignedIn) {
      Person.askToSignIn();
    } else if (first === true) {
      stream.problem(error.message, "Load again", () => location.reload());
    }
  }
}

async function submit(typed) {
  const question = typed.trim();
  if (asking || !question) {
    return;
  }
  const asked = channel;
  setAsking(asked);
  history.remember(question);
  text.value = "";
  completion.close();
  const bubble = stream.asked(question, person.me?.name ?? "You");
  try {
    const answer = await send(asked, question, line => say(line));
    bubble.dataset.id = answer.questionId;
    if (bubble.isConnected) {
      stream.answered(bubble, answer);
    }
    byId("said").textContent = `Answer: ${answer.title}`;
  } catch (error) {
    bubble.classList.add("failed");
    text.value ||= question;
    stream.problem(error.message, "Send again", () => {
      bubble.remove();
      submit(question);
    });
    byId("said").textContent = error.message;
  } finally {
    setAsking(null);
  }
  if (!bubble.isConnected) {
    poll(); // the reader went to another channel and perhaps came back
  }
}

function setAsking(name) {
  asking = name;
  byId("working").hidden = !name;
  byId("send").disabled = Boolean(name);
  stream.busy(Boolean(name));
  if (name) {
    say("Reading…");
  }
}

function say(line) {
  byId("progress").textContent = line;
  byId("said").textContent = line;
}
