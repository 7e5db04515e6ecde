-- +goose Up

-- An account of a child or a guardian: no name, no address, no mandate.
ALTER TABLE identity_user ADD COLUMN family boolean NOT NULL DEFAULT false;
