-- +goose Up
CREATE TABLE identity_client (
    id             text        NOT NULL PRIMARY KEY REFERENCES identity_user (id),
    mandate_id     text        NOT NULL REFERENCES identity_mandate (id),
    scope          text        NOT NULL CHECK (scope <> ''),
    made_at        timestamptz NOT NULL,
    used_at        timestamptz,
    revoked_at     timestamptz,
    hook_url       text        NOT NULL,
    hook_version   bigint      NOT NULL,
    hook_turned_at timestamptz
);

CREATE TABLE identity_client_secret (
    secret_hash text        NOT NULL PRIMARY KEY,
    client_id   text        NOT NULL REFERENCES identity_client (id),
    made_at     timestamptz NOT NULL,
    expires_at  timestamptz
);

CREATE INDEX identity_client_secret_client ON identity_client_secret (client_id);

CREATE TABLE identity_client_token (
    token_hash text        NOT NULL PRIMARY KEY,
    client_id  text        NOT NULL REFERENCES identity_client (id),
    scope      text        NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE INDEX identity_client_token_client ON identity_client_token (client_id);
