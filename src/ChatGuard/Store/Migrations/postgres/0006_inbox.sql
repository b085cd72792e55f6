-- What chat platforms delivered: committed before it is acknowledged, then worked off. A second delivery of the same key changes nothing.
CREATE TABLE inbox (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key             text    NOT NULL UNIQUE,
    surface         text    NOT NULL,
    payload         text    NOT NULL,
    state           text    NOT NULL CHECK (state IN ('waiting', 'done', 'given-up')),
    attempts        INTEGER NOT NULL,
    received_at     timestamptz NOT NULL,
    next_attempt_at timestamptz NOT NULL,
    owner           TEXT    NULL,
    lease_until     timestamptz NULL,
    done_at         timestamptz NULL,
    error           TEXT    NULL
);

CREATE INDEX inbox_by_state ON inbox (state, next_attempt_at, id);
