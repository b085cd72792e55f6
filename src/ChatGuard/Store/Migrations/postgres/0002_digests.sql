CREATE TABLE digest_slots (
    digest     text NOT NULL,
    local_date date NOT NULL,
    made_at    timestamptz NOT NULL,
    PRIMARY KEY (digest, local_date)
);

CREATE TABLE announced (
    digest       text    NOT NULL,
    finding_key  text    NOT NULL,
    severity     text    NOT NULL,
    fixed        integer NOT NULL,
    announced_at timestamptz NOT NULL,
    PRIMARY KEY (digest, finding_key)
);

CREATE TABLE outbox (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key             text    NOT NULL UNIQUE,
    surface         text    NOT NULL,
    channel         text    NOT NULL,
    after_key       text    NULL,
    answer          text    NOT NULL,
    state           text    NOT NULL CHECK (state IN ('waiting', 'posted', 'given-up')),
    attempts        integer NOT NULL,
    created_at      timestamptz NOT NULL,
    next_attempt_at timestamptz NOT NULL,
    owner           text    NULL,
    lease_until     timestamptz NULL,
    done_at         timestamptz NULL,
    error           text    NULL,
    message_surface text    NULL,
    message_channel text    NULL,
    message_id      text    NULL
);

CREATE INDEX outbox_by_state ON outbox (state, surface, channel, id);
CREATE INDEX outbox_by_parent ON outbox (after_key);

CREATE TABLE web_messages (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel text NOT NULL,
    who     text NOT NULL,
    at      timestamptz NOT NULL,
    text    text NULL,
    answer  text NULL,
    key     text NULL,
    UNIQUE (channel, key)
);

CREATE INDEX web_messages_by_channel ON web_messages (channel, id);
