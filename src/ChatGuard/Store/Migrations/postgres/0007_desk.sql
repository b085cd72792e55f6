DROP TABLE proposal_messages;

CREATE TABLE proposal_messages (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    proposal        text    NOT NULL,
    key             text    NOT NULL UNIQUE,
    surface         text    NOT NULL,
    channel         text    NOT NULL,
    message_channel text    NULL,
    message_id      text    NULL,
    shown           bigint  NOT NULL,
    attempts        integer NOT NULL,
    error           text    NULL,
    next_attempt_at timestamptz NOT NULL,
    is_gone         integer NOT NULL,
    owner           text    NULL,
    lease_until     timestamptz NULL
);

CREATE INDEX proposal_messages_by_proposal ON proposal_messages (proposal);

ALTER TABLE proposals ADD COLUMN review_owed integer NOT NULL DEFAULT 0;

CREATE INDEX proposals_by_second_look ON proposals (check_again_at) WHERE check_again_at IS NOT NULL;

ALTER TABLE offers ADD COLUMN proposal text NULL;
