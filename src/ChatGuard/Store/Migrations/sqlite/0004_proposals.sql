CREATE TABLE proposals (
    id         TEXT   NOT NULL PRIMARY KEY,
    plan       TEXT   NOT NULL,
    plan_hash  TEXT   NOT NULL,
    account    TEXT   NOT NULL,
    resource   TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    is_over     INTEGER NOT NULL,
    body       TEXT   NOT NULL,
    version     INTEGER NOT NULL,
    created_at  TEXT NOT NULL,
    changed_at  TEXT NOT NULL,
    expires_at  TEXT NOT NULL,
    check_again_at TEXT NULL,
    owner      TEXT   NULL,
    lease_until TEXT NULL
);

CREATE INDEX proposals_by_state ON proposals (state, lease_until);

CREATE UNIQUE INDEX one_open_proposal_a_resource ON proposals (account, resource) WHERE is_over = 0;

CREATE TABLE proposal_messages (
    proposal TEXT   NOT NULL,
    surface TEXT  NOT NULL,
    channel TEXT  NOT NULL,
    message TEXT  NOT NULL,
    shown    INTEGER NOT NULL,
    PRIMARY KEY (surface, channel, message)
);

CREATE INDEX proposal_messages_by_proposal ON proposal_messages (proposal);

CREATE TABLE offers (
    id         TEXT NOT NULL PRIMARY KEY,
    nonce      TEXT NOT NULL,
    check_id   TEXT NOT NULL,
    account    TEXT NOT NULL,
    region     TEXT NULL,
    resource   TEXT NOT NULL,
    created_at TEXT NOT NULL
);

CREATE TABLE audit (
    seq      INTEGER PRIMARY KEY,
    at       TEXT NOT NULL,
    kind     TEXT NOT NULL,
    proposal TEXT NULL,
    actor    TEXT NULL,
    detail   TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash     TEXT NOT NULL
);

CREATE INDEX audit_by_time ON audit (at);
