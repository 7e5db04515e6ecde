-- +goose Up
-- Counts are message keys with numbers, as JSON; never text about anybody.
ALTER TABLE notify_notice ADD COLUMN counts text;

CREATE TABLE notify_choice (
    user_id text NOT NULL PRIMARY KEY,
    digest  text NOT NULL CHECK (digest IN ('daily', 'weekly', 'none'))
);

CREATE TABLE notify_digest (
    user_id text NOT NULL,
    day     date NOT NULL,
    PRIMARY KEY (user_id, day)
);
