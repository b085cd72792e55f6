-- What chat platforms delivered: committed before it is acknowledged, then worked off. A second delivery of the same key changes nothing.
CREATE TABLE inbox (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    key             TEXT    NOT NULL UNIQUE,
    surface         TEXT    NOT NULL,
    payload         TEXT    NOT NULL,
    state           TEXT    NOT NULL CHECK (state IN ('waiting', 'done', 'given-up')),
    attempts        INTEGER NOT NULL,
    received_at     TEXT    NOT NULL,
    next_attempt_at TEXT    NOT NULL,
    owner           TEXT    NULL,
    lease_until     TEXT    NULL,
    done_at         TEXT    NULL,
    error           TEXT    NULL
);

CREATE INDEX inbox_by_state ON inbox (state, next_attempt_at, id);
