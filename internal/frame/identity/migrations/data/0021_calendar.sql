-- +goose Up
CREATE TABLE identity_calendar (
    mandate_id text        NOT NULL PRIMARY KEY REFERENCES identity_mandate (id),
    id         text        NOT NULL UNIQUE,
    token_hash text        NOT NULL UNIQUE,
    made_at    timestamptz NOT NULL
);
