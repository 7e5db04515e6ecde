-- +goose Up
CREATE TABLE concern_once (
	client_id    text        NOT NULL REFERENCES identity_client (id),
	key_hash     text        NOT NULL,
	payload_hash text        NOT NULL,
	report_id    text        NOT NULL,
	made_at      timestamptz NOT NULL,
	PRIMARY KEY (client_id, key_hash)
);
CREATE INDEX concern_once_made ON concern_once (made_at);
-- What a system has sent, in the order it sent it.
CREATE INDEX concern_report_author ON concern_report (author_id, sent_at, id) WHERE state <> 'draft';
