-- +goose Up

-- The keyset that the secret is sealed with. NULL is a secret that lies open, from
-- before there was one.
ALTER TABLE identity_secret ADD COLUMN keyset_id text;
