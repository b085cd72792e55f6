-- Where Teams lets ChatGuard speak: each channel, chat and team that an activity came from, and the address of its connector, which can change.
CREATE TABLE teams_conversations (
    id text NOT NULL PRIMARY KEY,
    kind text NOT NULL,
    tenant text NOT NULL,
    service_url text NOT NULL,
    bot_id text NOT NULL,
    team_id text,
    installed integer NOT NULL,
    seen_at timestamptz NOT NULL
);

CREATE INDEX teams_conversations_by_tenant ON teams_conversations (tenant, seen_at);

-- What was posted under a key, so that it is posted once.
CREATE TABLE teams_messages (
    key text NOT NULL PRIMARY KEY,
    message text NOT NULL,
    at timestamptz NOT NULL
);

-- What a click was answered, so that a second delivery of it gets the same answer; empty while it is being answered.
CREATE TABLE teams_clicks (
    key text NOT NULL PRIMARY KEY,
    reply text,
    at timestamptz NOT NULL
);
