DROP TABLE proposal_messages;

CREATE TABLE proposal_messages (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    proposal        TEXT NOT NULL,
    key             TEXT NOT NULL UNIQUE,
    surface         TEXT NOT NULL,
    channel         TEXT NOT NULL,
    message_channel TEXT NULL,
    message_id      TEXT NULL,
    shown           INTEGER NOT NULL,
    attempts        INTEGER NOT NULL,
    error           TEXT NULL,
    next_attempt_at TEXT NOT NULL,
    is_gone         INTEGER NOT NULL,
    owner           TEXT NULL,
    lease_until     TEXT NULL
);

CREATE INDEX proposal_messages_by_proposal ON proposal_messages (proposal);

ALTER TABLE proposals ADD COLUMN review_owed INTEGER NOT NULL DEFAULT 0;

CREATE INDEX proposals_by_second_look ON proposals (check_again_at) WHERE check_again_at IS NOT NULL;

ALTER TABLE offers ADD COLUMN proposal TEXT NULL;
