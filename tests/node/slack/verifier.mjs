// What Bolt makes of signed requests: reads lines of JSON { secret, now, timestamp, signature, body } (the body in base64), prints { accepted } for each.
import bolt from '@slack/bolt';

const { isValidSlackRequest } = bolt;

let input = '';
for await (const chunk of process.stdin) input += chunk;
for (const line of input.split('\n').filter(Boolean)) {
  const { secret, now, timestamp, signature, body } = JSON.parse(line);
  const headers = { 'x-slack-request-timestamp': timestamp === null ? undefined : Number(timestamp), 'x-slack-signature': signature ?? undefined };
  console.log(JSON.stringify({ accepted: isValidSlackRequest({ signingSecret: secret, body: Buffer.from(body, 'base64').toString('utf8'), headers, nowMilliseconds: now }) }));
}
