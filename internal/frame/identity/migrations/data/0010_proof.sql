-- +goose Up
ALTER TABLE identity_session ADD COLUMN proved_at timestamptz;

CREATE TABLE identity_passkey (
    id              text        NOT NULL PRIMARY KEY,
    user_id         text        NOT NULL REFERENCES identity_user (id),
    name            text        NOT NULL,
    credential      bytea       NOT NULL UNIQUE,
    public_key      bytea       NOT NULL,
    sign_count      bigint      NOT NULL,
    backup_eligible boolean     NOT NULL,
    added_at        timestamptz NOT NULL,
    used_at         timestamptz,
    copied_at       timestamptz
);

CREATE INDEX identity_passkey_user ON identity_passkey (user_id);

CREATE TABLE identity_ceremony (
    challenge_hash text        NOT NULL PRIMARY KEY,
    purpose        text        NOT NULL,
    session_id     text        NOT NULL,
    expires_at     timestamptz NOT NULL
);

CREATE INDEX identity_ceremony_expires ON identity_ceremony (expires_at);

CREATE TABLE identity_recovery (
    code_hash text        NOT NULL PRIMARY KEY,
    user_id   text        NOT NULL REFERENCES identity_user (id),
    made_at   timestamptz NOT NULL,
    used_at   timestamptz
);

CREATE INDEX identity_recovery_user ON identity_recovery (user_id);
