-- +goose Up
CREATE TABLE identity_secret (
    id         text        NOT NULL PRIMARY KEY,
    secret     bytea       NOT NULL,
    created_at timestamptz NOT NULL
);
