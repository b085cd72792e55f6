-- How each replica's Socket Mode connection is: open since, or gone since and why.
CREATE TABLE slack_sockets (
    replica    TEXT    NOT NULL PRIMARY KEY,
    since      TIMESTAMPTZ NOT NULL,
    reason     TEXT    NULL,
    seen_at    TIMESTAMPTZ NOT NULL
);
