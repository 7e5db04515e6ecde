-- +goose Up
-- What the bank has told of money that came, so that it is heard once in whichever files.
CREATE TABLE grant_entry (
	agency_id text NOT NULL REFERENCES register_organisation (id),
	bank_key text NOT NULL,
	taken_at timestamptz NOT NULL,
	PRIMARY KEY (agency_id, bank_key)
);
