// Slack's Socket Mode client against the fake: node socket-mode.mjs API_URL APP_TOKEN
// Acknowledges what it gets, prints it as a line of JSON, and ends when its input does.
import { SocketModeClient, LogLevel } from '@slack/socket-mode';

const [slackApiUrl, appToken] = process.argv.slice(2);
const client = new SocketModeClient({ appToken, clientOptions: { slackApiUrl }, logLevel: LogLevel.ERROR });
const print = (line) => console.log(JSON.stringify(line));

client.on('connected', () => print({ event: 'connected' }));
client.on('slash_commands', async ({ body, ack }) => {
  await ack({ text: `you typed ${body.text}` });
  print({ event: 'slash_commands', user: body.user_id });
});
client.on('interactive', async ({ body, ack }) => {
  await ack(body.type === 'view_submission' ? { response_action: 'clear' } : undefined);
  print({ event: 'interactive', type: body.type });
});
client.on('app_mention', async ({ event, ack, retry_num, retry_reason }) => {
  await ack();
  print({ event: 'app_mention', text: event.text, retry: retry_num ?? null, reason: retry_reason ?? null });
});

await client.start();
process.stdin.resume();
process.stdin.on('end', async () => {
  await client.disconnect();
  process.exit(0);
});
