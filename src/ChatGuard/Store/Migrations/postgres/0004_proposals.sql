CREATE TABLE proposals (
    id          text    NOT NULL PRIMARY KEY,
    plan        text    NOT NULL,
    plan_hash   text    NOT NULL,
    account     text    NOT NULL,
    resource    text    NOT NULL,
    state       text    NOT NULL,
    is_over     integer NOT NULL,
    body        text    NOT NULL,
    version     bigint  NOT NULL,
    created_at  timestamptz NOT NULL,
    changed_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    check_again_at timestamptz NULL,
    owner       text    NULL,
    lease_until timestamptz NULL
);

CREATE INDEX proposals_by_state ON proposals (state, lease_until);

CREATE UNIQUE INDEX one_open_proposal_a_resource ON proposals (account, resource) WHERE is_over = 0;

CREATE TABLE proposal_messages (
    proposal text   NOT NULL,
    surface  text   NOT NULL,
    channel  text   NOT NULL,
    message  text   NOT NULL,
    shown    bigint NOT NULL,
    PRIMARY KEY (surface, channel, message)
);

CREATE INDEX proposal_messages_by_proposal ON proposal_messages (proposal);

CREATE TABLE offers (
    id         text NOT NULL PRIMARY KEY,
    nonce      text NOT NULL,
    check_id   text NOT NULL,
    account    text NOT NULL,
    region     text NULL,
    resource   text NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE audit (
    seq      bigint PRIMARY KEY,
    at       timestamptz NOT NULL,
    kind     text NOT NULL,
    proposal text NULL,
    actor    text NULL,
    detail   text NOT NULL,
    previous text NOT NULL,
    hash     text NOT NULL
);

CREATE INDEX audit_by_time ON audit (at);
