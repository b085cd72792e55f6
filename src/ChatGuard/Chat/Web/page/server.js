// Talks to ChatGuard. Every failure becomes an Error whose message says what to do.

export async function readState() {
  return (await ask("/web/state")).json();
}

/** The channel's messages, and whether they come from memory because the database does not answer. */
export async function readMessages(channel, after) {
  const response = await ask(`/web/channels/${encodeURIComponent(channel)}/messages?after=${after}`);
  return { messages: await response.json(), memoryOnly: response.headers.has("ChatGuard-Memory-Only") };
}

/** Becomes another of the sandbox's people. */
export function choose(id) {
  return post("/web/person", { id });
}

export function signOut() {
  return post("/web/sign-out", {});
}

/** Does what a button says; returns the reply that is for the clicker alone. */
export async function click(channel, clicked) {
  return (await post(`/web/channels/${encodeURIComponent(channel)}/clicks`, clicked)).json();
}

/** Sends a message; calls onProgress for each progress line and returns the answer line. */
export async function send(channel, text, onProgress) {
  const response = await post(`/web/channels/${encodeURIComponent(channel)}/messages`, { text });
  try {
    for await (const line of lines(response.body)) {
      const message = JSON.parse(line);
      if (message.type === "progress") {
        onProgress(message.text);
      } else if (message.type === "answer") {
        return message;
      } else {
        throw new Refusal(message.text);
      }
    }
  } catch (error) {
    if (error instanceof Refusal) {
      throw error;
    }
  }
  throw new Error("The connection was lost before the answer came. Check that ChatGuard is still running, then send it again.");
}

class Refusal extends Error {}

/** Nobody is signed in, or no longer. */
export class NotSignedIn extends Refusal {}

function post(address, body) {
  return ask(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

async function ask(address, options) {
  let response;
  try {
    response = await fetch(address, options);
  } catch {
    throw new Error("ChatGuard cannot be reached. Check that it is still running, then try again.");
  }
  if (!response.ok) {
    const text = await reason(response);
    throw response.status === 401 ? new NotSignedIn(text) : new Refusal(text);
  }
  return response;
}

async function reason(response) {
  try {
    return (await response.json()).detail;
  } catch {
    return `ChatGuard answered with HTTP ${response.status}. Try again, or look at its log.`;
  }
}

async function* lines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    const parts = (rest + value).split("\n");
    rest = parts.pop();
    yield* parts.filter(part => part !== "");
  }
}
