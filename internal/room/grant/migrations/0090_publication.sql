-- +goose Up
-- What an agency has made public stays as it was made.
CREATE TABLE grant_publication (
	year_id text NOT NULL REFERENCES grant_year (id),
	number bigint NOT NULL,
	registration_number text NOT NULL,
	effective_on date NOT NULL,
	book_seq bigint NOT NULL,
	book_recorded_at timestamptz NOT NULL,
	book_hash text NOT NULL,
	published_by text NOT NULL,
	published_at timestamptz NOT NULL,
	fingerprint text NOT NULL,
	content bytea NOT NULL,
	PRIMARY KEY (year_id, number),
	CHECK (number > 0)
);
