-- Rises with every message that is added or edited, so that an open page asks for what changed since.
ALTER TABLE web_messages ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
UPDATE web_messages SET revision = id;

CREATE TABLE web_revision (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    last INTEGER NOT NULL
);

INSERT INTO web_revision (only_row, last) SELECT 1, COALESCE(MAX(id), 0) FROM web_messages;
