-- +goose Up
CREATE TABLE notify_event (
    id         text        NOT NULL PRIMARY KEY,
    system_id  text        NOT NULL,
    kind       text        NOT NULL,
    subject_id text        NOT NULL,
    state      text        NOT NULL CHECK (state IN ('waiting', 'told', 'dead')),
    tries      bigint      NOT NULL,
    status     bigint      NOT NULL,
    made_at    timestamptz NOT NULL,
    tried_at   timestamptz
);

CREATE INDEX notify_event_system ON notify_event (system_id, made_at);
