-- When a reading first found a finding failing again that had been accepted; null in every other case.
ALTER TABLE findings ADD COLUMN suppression_ended_at TEXT NULL;

-- The message that a message belongs below.
ALTER TABLE web_messages ADD COLUMN thread INTEGER NULL;
