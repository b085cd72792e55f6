CREATE TABLE accounts (
    account_id TEXT NOT NULL PRIMARY KEY,
    name       TEXT NOT NULL,
    read_at    TEXT NOT NULL
);

CREATE TABLE findings (
    account_id  TEXT NOT NULL,
    check_id    TEXT NOT NULL,
    region      TEXT NOT NULL, -- empty for a global resource
    resource_id TEXT NOT NULL,
    status      TEXT NOT NULL,
    severity    TEXT NOT NULL,
    detail      TEXT NOT NULL,
    first_seen  TEXT NOT NULL,
    last_seen   TEXT NOT NULL,
    fixed_at    TEXT NULL,
    PRIMARY KEY (account_id, check_id, region, resource_id)
);

CREATE TABLE scores (
    account_id TEXT    NOT NULL,
    day        TEXT    NOT NULL,
    score      INTEGER NULL,
    grade      TEXT    NOT NULL,
    PRIMARY KEY (account_id, day)
);
