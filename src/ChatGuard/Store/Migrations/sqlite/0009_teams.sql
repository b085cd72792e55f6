-- Where Teams lets ChatGuard speak: each channel, chat and team that an activity came from, and the address of its connector, which can change.
CREATE TABLE teams_conversations (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    tenant TEXT NOT NULL,
    service_url TEXT NOT NULL,
    bot_id TEXT NOT NULL,
    team_id TEXT,
    installed INTEGER NOT NULL,
    seen_at TEXT NOT NULL
);

CREATE INDEX teams_conversations_by_tenant ON teams_conversations (tenant, seen_at);

-- What was posted under a key, so that it is posted once.
CREATE TABLE teams_messages (
    key TEXT NOT NULL PRIMARY KEY,
    message TEXT NOT NULL,
    at TEXT NOT NULL
);

-- What a click was answered, so that a second delivery of it gets the same answer; empty while it is being answered.
CREATE TABLE teams_clicks (
    key TEXT NOT NULL PRIMARY KEY,
    reply TEXT,
    at TEXT NOT NULL
);
