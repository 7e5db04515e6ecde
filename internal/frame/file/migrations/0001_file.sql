-- +goose Up
-- The bytes, once, whoever has copies. What no copy opens is left over, and swept.
CREATE TABLE file_content (
	id         text        NOT NULL PRIMARY KEY,
	started_at timestamptz NOT NULL
);
CREATE INDEX file_content_started ON file_content (started_at);

CREATE TABLE file_piece (
	content_id text   NOT NULL REFERENCES file_content (id),
	number     bigint NOT NULL,
	sealed     bytea  NOT NULL,
	PRIMARY KEY (content_id, number)
);

CREATE TABLE file_copy (
	id         text        NOT NULL PRIMARY KEY,
	holder_id  text        NOT NULL,
	number     bigint      NOT NULL,
	content_id text        NOT NULL REFERENCES file_content (id),
	keyset_id  text        NOT NULL,
	kind       text        NOT NULL CHECK (kind IN ('jpeg', 'png', 'pdf', 'text', 'docx', 'odt')),
	size       bigint      NOT NULL,
	added_at   timestamptz NOT NULL,
	sealed     bytea       NOT NULL,
	UNIQUE (holder_id, number),
	UNIQUE (holder_id, content_id)
);
CREATE INDEX file_copy_content ON file_copy (content_id);
