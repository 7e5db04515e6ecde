-- +goose Up
CREATE TABLE identity_user (
    id              text        NOT NULL PRIMARY KEY,
    organisation_id text        NOT NULL REFERENCES register_organisation (id),
    name            text        NOT NULL,
    sort_key        text        NOT NULL,
    search          text        NOT NULL,
    email           text        NOT NULL UNIQUE,
    password_hash   text        NOT NULL,
    one_time_key    bytea,
    one_time_step   bigint      NOT NULL,
    oidc_issuer     text        NOT NULL,
    oidc_subject    text        NOT NULL,
    language        text        NOT NULL CHECK (language IN ('sv', 'en')),
    mail            boolean     NOT NULL,
    created_at      timestamptz NOT NULL,
    closed_at       timestamptz,
    CHECK ((oidc_subject = '') = (oidc_issuer = ''))
);

CREATE UNIQUE INDEX identity_user_subject ON identity_user (oidc_issuer, oidc_subject) WHERE oidc_subject <> '';
CREATE INDEX identity_user_home ON identity_user (organisation_id, sort_key);

CREATE TABLE identity_mandate (
    id         text        NOT NULL PRIMARY KEY,
    user_id    text        NOT NULL REFERENCES identity_user (id),
    unit_id    text        NOT NULL REFERENCES register_unit (id),
    role       text        NOT NULL,
    protected  boolean     NOT NULL,
    valid_from date        NOT NULL,
    valid_to   date,
    deputy_id  text        REFERENCES identity_user (id),
    granted_at timestamptz NOT NULL,
    granted_by text        NOT NULL CHECK (granted_by <> user_id),
    ended_at   timestamptz,
    CHECK (valid_to >= valid_from),
    CHECK (deputy_id <> user_id)
);

CREATE INDEX identity_mandate_user ON identity_mandate (user_id);
CREATE INDEX identity_mandate_unit ON identity_mandate (unit_id, role);
CREATE INDEX identity_mandate_deputy ON identity_mandate (deputy_id) WHERE deputy_id IS NOT NULL;

CREATE TABLE identity_session (
    id         text        NOT NULL PRIMARY KEY,
    token_hash text        NOT NULL UNIQUE,
    user_id    text        NOT NULL REFERENCES identity_user (id),
    mandate_id text        REFERENCES identity_mandate (id),
    assurance  bigint      NOT NULL,
    started_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL
);

CREATE INDEX identity_session_user ON identity_session (user_id);

CREATE TABLE identity_attempt (
    account_key text        NOT NULL PRIMARY KEY,
    failures    bigint      NOT NULL,
    last_at     timestamptz NOT NULL,
    next_at     timestamptz NOT NULL
);

CREATE TABLE identity_invitation (
    user_id      text        NOT NULL PRIMARY KEY REFERENCES identity_user (id),
    code_hash    text        NOT NULL UNIQUE,
    one_time_key bytea       NOT NULL,
    made_by      text        NOT NULL,
    expires_at   timestamptz NOT NULL
);
