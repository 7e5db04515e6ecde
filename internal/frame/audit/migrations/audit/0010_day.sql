-- +goose Up
-- Where the records of a day lie in a chain: derived with audit_subject, and made with
-- it again from the first record.
CREATE TABLE audit_day (
	day bigint NOT NULL,
	chain text NOT NULL,
	first_seq bigint NOT NULL,
	last_seq bigint NOT NULL,
	PRIMARY KEY (day, chain)
);

DELETE FROM audit_mark;
