-- Answers too long for one message, kept to be paged through.
CREATE TABLE pages (
    id         TEXT    NOT NULL,
    page       INTEGER NOT NULL,
    pages      INTEGER NOT NULL,
    answer     TEXT    NOT NULL,
    created_at TEXT    NOT NULL,
    PRIMARY KEY (id, page)
);

CREATE INDEX pages_by_time ON pages (created_at);

-- Posts to Slack, by their key: written before the call, so that one whose answer was lost is looked for before it is made again.
CREATE TABLE slack_posts (
    key        TEXT    NOT NULL,
    channel    TEXT    NOT NULL,
    begun_at   TEXT    NOT NULL,
    posted_in  TEXT    NULL,
    ts         TEXT    NULL,
    PRIMARY KEY (key, channel)
);
