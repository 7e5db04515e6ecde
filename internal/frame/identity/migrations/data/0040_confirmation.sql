-- +goose Up
CREATE TABLE identity_arrival (
    user_id text        NOT NULL PRIMARY KEY REFERENCES identity_user (id),
    at      timestamptz NOT NULL
);

CREATE TABLE identity_confirmation (
    mandate_id   text NOT NULL REFERENCES identity_mandate (id),
    day          date NOT NULL,
    confirmed_by text NOT NULL REFERENCES identity_user (id),
    PRIMARY KEY (mandate_id, day)
);

CREATE TABLE identity_renewal (
    mandate_id text NOT NULL PRIMARY KEY REFERENCES identity_mandate (id),
    last_day   date NOT NULL,
    told_on    date NOT NULL,
    again_on   date,
    CHECK (last_day >= told_on)
);

CREATE TABLE identity_import (
    user_id    text        NOT NULL PRIMARY KEY REFERENCES identity_user (id),
    sealed     bytea       NOT NULL,
    expires_at timestamptz NOT NULL
);
