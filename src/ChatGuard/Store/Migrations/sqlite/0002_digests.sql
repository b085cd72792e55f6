CREATE TABLE digest_slots (
    digest     TEXT NOT NULL,
    local_date TEXT NOT NULL,
    made_at    TEXT NOT NULL,
    PRIMARY KEY (digest, local_date)
);

CREATE TABLE announced (
    digest       TEXT    NOT NULL,
    finding_key  TEXT    NOT NULL,
    severity     TEXT    NOT NULL,
    fixed        INTEGER NOT NULL,
    announced_at TEXT    NOT NULL,
    PRIMARY KEY (digest, finding_key)
);

CREATE TABLE outbox (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    key             TEXT    NOT NULL UNIQUE,
    surface         TEXT    NOT NULL,
    channel         TEXT    NOT NULL,
    after_key       TEXT    NULL,
    answer          TEXT    NOT NULL,
    state           TEXT    NOT NULL CHECK (state IN ('waiting', 'posted', 'given-up')),
    attempts        INTEGER NOT NULL,
    created_at      TEXT    NOT NULL,
    next_attempt_at TEXT    NOT NULL,
    owner           TEXT    NULL,
    lease_until     TEXT    NULL,
    done_at         TEXT    NULL,
    error           TEXT    NULL,
    message_surface TEXT    NULL,
    message_channel TEXT    NULL,
    message_id      TEXT    NULL
);

CREATE INDEX outbox_by_state ON outbox (state, surface, channel, id);
CREATE INDEX outbox_by_parent ON outbox (after_key);

CREATE TABLE web_messages (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL,
    who     TEXT NOT NULL,
    at      TEXT NOT NULL,
    text    TEXT NULL,
    answer  TEXT NULL,
    key     TEXT NULL,
    UNIQUE (channel, key)
);

CREATE INDEX web_messages_by_channel ON web_messages (channel, id);
