-- How each replica's Socket Mode connection is: open since, or gone since and why.
CREATE TABLE slack_sockets (
    replica    TEXT    NOT NULL PRIMARY KEY,
    since      TEXT    NOT NULL,
    reason     TEXT    NULL,
    seen_at    TEXT    NOT NULL
);
