-- +goose Up
CREATE TABLE notify_notice (
    id         text        NOT NULL PRIMARY KEY,
    user_id    text        NOT NULL,
    key        text        NOT NULL,
    link       text        NOT NULL,
    created_at timestamptz NOT NULL,
    read_at    timestamptz,
    mailed_at  timestamptz
);

CREATE INDEX notify_notice_user ON notify_notice (user_id, created_at);
CREATE INDEX notify_notice_unread ON notify_notice (user_id) WHERE read_at IS NULL;
