CREATE TABLE accounts (
    account_id text NOT NULL PRIMARY KEY,
    name       text NOT NULL,
    read_at    timestamptz NOT NULL
);

CREATE TABLE findings (
    account_id  text NOT NULL,
    check_id    text NOT NULL,
    region      text NOT NULL, -- empty for a global resource
    resource_id text NOT NULL,
    status      text NOT NULL,
    severity    text NOT NULL,
    detail      text NOT NULL,
    first_seen  timestamptz NOT NULL,
    last_seen   timestamptz NOT NULL,
    fixed_at    timestamptz NULL,
    PRIMARY KEY (account_id, check_id, region, resource_id)
);

CREATE TABLE scores (
    account_id text    NOT NULL,
    day        date    NOT NULL,
    score      integer NULL,
    grade      text    NOT NULL,
    PRIMARY KEY (account_id, day)
);
