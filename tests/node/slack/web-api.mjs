// Slack's Web API client against the fake: node web-api.mjs API_URL BOT_TOKEN CHANNEL FOREIGN_CHANNEL USER GROUP
// Prints one line of JSON for each thing it tried: { name, ok, detail }.
import { WebClient } from '@slack/web-api';

const [slackApiUrl, token, channel, foreign, user, group] = process.argv.slice(2);
const quiet = { debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, getLevel() { return 'error'; }, setName() {} };
const client = (options = {}) => new WebClient(options.token ?? token, { slackApiUrl, logger: quiet, retryConfig: { retries: 5, factor: 1 }, ...options });
const slack = client();

const equal = (actual, expected) => {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) throw new Error(`${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
};

const refused = async (call) => {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw new Error('it was not refused');
};

async function check(name, run) {
  let line = { name, ok: true, detail: '' };
  try {
    await run();
  } catch (error) {
    line = { name, ok: false, detail: String(error.stack ?? error) };
  }
  console.log(JSON.stringify(line));
}

const section = (text) => [{ type: 'section', text: { type: 'plain_text', text } }];

await check('auth.test names the workspace and the bot', async () => {
  const who = await slack.auth.test();
  equal([who.ok, who.team_id, typeof who.user_id, typeof who.bot_id], [true, 'T0NORTH1', 'string', 'string']);
  if (!who.response_metadata.scopes.includes('chat:write')) throw new Error('the scopes are missing');
});

await check('a message is posted, edited, found with its metadata, linked to and deleted', async () => {
  const metadata = { event_type: 'chatguard', event_payload: { key: 'k1' } };
  const posted = await slack.chat.postMessage({ channel, text: 'one', blocks: section('one'), metadata });
  equal([posted.channel, posted.message.text, posted.message.blocks[0].text.text], [channel, 'one', 'one']);
  await slack.chat.update({ channel, ts: posted.ts, text: 'two', blocks: section('two') });
  const found = (await slack.conversations.history({ channel, oldest: posted.ts, inclusive: true, include_all_metadata: true })).messages[0];
  equal([found.ts, found.text, found.metadata.event_payload.key], [posted.ts, 'two', 'k1']);
  const link = await slack.chat.getPermalink({ channel, message_ts: posted.ts });
  if (!link.permalink.includes(posted.ts.replace('.', ''))) throw new Error(link.permalink);
  await slack.chat.delete({ channel, ts: posted.ts });
  equal((await refused(() => slack.chat.update({ channel, ts: posted.ts, text: 'three' }))).data.error, 'message_not_found');
});

await check('a thread is answered and read', async () => {
  const root = await slack.chat.postMessage({ channel, text: 'root' });
  await slack.chat.postMessage({ channel, text: 'below', thread_ts: root.ts });
  equal((await slack.conversations.replies({ channel, ts: root.ts })).messages.map((m) => m.text), ['root', 'below']);
  equal((await refused(() => slack.chat.postMessage({ channel, text: 'x', thread_ts: '1.000001' }))).data.error, 'thread_not_found');
});

await check('history is read page by page', async () => {
  const texts = [];
  for await (const page of slack.paginate('conversations.history', { channel, limit: 1 })) texts.push(...page.messages.map((m) => m.text));
  equal(texts.includes('root') && texts.length === new Set(texts).size, true);
});

await check('refusals are ok:false with a code', async () => {
  equal((await refused(() => slack.chat.postMessage({ channel: foreign, text: 'x' }))).data.error, 'not_in_channel');
  equal((await refused(() => slack.chat.postMessage({ channel: 'C404', text: 'x' }))).data.error, 'channel_not_found');
  equal((await refused(() => slack.chat.postMessage({ channel }))).data.error, 'no_text');
  equal((await refused(() => slack.apiCall('chat.nonsense'))).data.error, 'unknown_method');
  equal((await refused(() => client({ token: 'xoxb-wrong' }).auth.test())).data.error, 'invalid_auth');
  equal((await refused(() => new WebClient(undefined, { slackApiUrl, logger: quiet }).auth.test())).data.error, 'not_authed');
});

await check('blocks are held to their rules, and the answer says which', async () => {
  const long = (await refused(() => slack.chat.postMessage({ channel, text: 'x', blocks: section('x'.repeat(3001)) }))).data;
  equal([long.error, long.response_metadata.messages], ['invalid_blocks', ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]']]);
  const many = Array.from({ length: 51 }, () => ({ type: 'divider' }));
  equal((await refused(() => slack.chat.postMessage({ channel, text: 'x', blocks: many }))).data.error, 'invalid_blocks');
  const unknown = (await refused(() => slack.chat.postMessage({ channel, text: 'x', blocks: [{ type: 'marquee' }] }))).data;
  equal(unknown.response_metadata.messages[0], '[ERROR] unsupported type: marquee [json-pointer:/blocks/0/type]');
  const big = Array.from({ length: 10 }, () => section('x'.repeat(1500))[0]);
  equal((await refused(() => slack.chat.postMessage({ channel, text: 'x', blocks: big }))).data.error, 'msg_blocks_too_long');
});

await check('a missing scope is named', async () => {
  const error = (await refused(() => slack.conversations.open({ users: 'U0REQUEST,U0APPROVE01' }))).data;
  equal([error.error, error.needed], ['missing_scope', 'mpim:write']);
});

await check('people, groups and direct messages are found', async () => {
  equal((await slack.users.info({ user })).user.is_restricted, false);
  equal((await slack.usergroups.users.list({ usergroup: group })).users.includes(user), true);
  equal((await slack.usergroups.list({ include_users: true })).usergroups[0].id, group);
  equal((await slack.conversations.open({ users: user })).channel.id.startsWith('D'), true);
  equal((await slack.conversations.info({ channel })).channel.is_member, true);
  equal((await refused(() => slack.users.info({ user: 'U404' }))).data.error, 'user_not_found');
});

await check('an ephemeral message goes to members alone and cannot be edited', async () => {
  const sent = await slack.chat.postEphemeral({ channel, user, text: 'psst' });
  equal((await refused(() => slack.chat.update({ channel, ts: sent.message_ts, text: 'x' }))).data.error, 'message_not_found');
  equal((await refused(() => slack.chat.postEphemeral({ channel, user: 'U404', text: 'psst' }))).data.error, 'user_not_in_channel');
});

await check('a file is uploaded in three steps and shared', async () => {
  const done = await slack.filesUploadV2({ channel_id: channel, filename: 'keys.csv', title: 'Keys', content: 'a,b\n1,2\n' });
  equal(done.files[0].files[0].title, 'Keys');
});

await check('a Home tab is published, and a stale hash is refused', async () => {
  const view = { type: 'home', blocks: section('hello') };
  const first = await slack.views.publish({ user_id: user, view });
  await slack.views.publish({ user_id: user, view, hash: first.view.hash });
  equal((await refused(() => slack.views.publish({ user_id: user, view, hash: first.view.hash }))).data.error, 'hash_conflict');
});

await check('a trigger that was never issued opens nothing', async () => {
  const view = { type: 'modal', title: { type: 'plain_text', text: 'Hi' }, blocks: section('hello') };
  equal((await refused(() => slack.views.open({ trigger_id: '1.2.abc', view }))).data.error, 'invalid_trigger_id');
  const unsubmittable = { ...view, blocks: [{ type: 'input', label: { type: 'plain_text', text: 'Why' }, element: { type: 'plain_text_input', action_id: 'why' } }] };
  equal((await refused(() => slack.views.open({ trigger_id: '1.2.abc', view: unsubmittable }))).data.error, 'invalid_arguments');
});

await check('the client is told to wait, waits and goes on', async () => {
  const impatient = client({ rejectRateLimitedCalls: true, retryConfig: { retries: 0 } });
  let error;
  for (let n = 0; n < 20 && !error; n++) await impatient.chat.postMessage({ channel, text: `burst ${n}` }).catch((e) => (error = e));
  equal([error?.code, error?.retryAfter], ['slack_webapi_rate_limited_error', 1]);
  equal((await slack.chat.postMessage({ channel, text: 'patient' })).ok, true);
});
