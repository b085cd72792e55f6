// Ties the page together: the channels, the composer and the stream of messages.
import { Completion } from "./completion.js";
import { History } from "./history.js";
import { Stream } from "./stream.js";
import { Side } from "./side.js";
import { readMessages, readState, send } from "./server.js";

const byId = id => document.getElementById(id);
const text = byId("text");
const stream = new Stream(command => submit(command));
const history = new History(text);
const side = new Side(open, command => {
  text.value = `${command} `;
  text.focus();
  completion.update();
});
const completion = new Completion(text, byId("options"));

let channel = null;
let seen = 0;
let busy = false;

text.addEventListener("keydown", event => completion.key(event) || history.key(event));
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
    completion.commands = state.commands;
    stream.suggest(state.commands);
    byId("source").textContent = state.banner;
    byId("source").dataset.source = state.source;
    const asked = location.hash.slice(1);
    await open(state.channels.includes(asked) ? asked : state.channels[0]);
    setInterval(poll, 5000);
  } catch (error) {
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
  stream.toLatest();
  text.focus();
}

async function poll(first = false) {
  if (busy || document.hidden && first !== true) {
    return;
  }
  const asked = channel;
  try {
    const messages = await readMessages(asked, seen);
    if (asked === channel && !busy) {
      stream.add(messages);
      seen = Math.max(seen, ...messages.map(message => message.id));
    }
  } catch (error) {
    if (first === true) {
      stream.problem(error.message, "Load again", () => location.reload());
    }
  }
}

async function submit(typed) {
  const question = typed.trim();
  if (busy || !question) {
    return;
  }
  setBusy(true);
  history.remember(question);
  text.value = "";
  completion.close();
  const asked = channel;
  const bubble = stream.asked(question);
  try {
    const answer = await send(asked, question, line => say(line));
    bubble.dataset.id = answer.questionId;
    if (asked === channel) {
      stream.answered(bubble, answer);
    }
    byId("said").textContent = `Answer: ${answer.title}`;
  } catch (error) {
    bubble.classList.add("failed");
    text.value ||= question;
    stream.problem(error.message, "Send again", () => submit(question));
    byId("said").textContent = error.message;
  } finally {
    setBusy(false);
  }
}

function setBusy(value) {
  busy = value;
  byId("working").hidden = !value;
  byId("send").disabled = value;
  stream.busy(value);
  if (value) {
    say("Reading…");
  }
}

function say(line) {
  byId("progress").textContent = line;
  byId("said").textContent = line;
}
