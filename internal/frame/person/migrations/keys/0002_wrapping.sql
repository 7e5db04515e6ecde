-- +goose Up

-- The keys that wrap keysets, by what can be known of them. A key that something
-- is still wrapped with cannot be taken away.
CREATE TABLE keys_wrapping (
	id      text        NOT NULL PRIMARY KEY,
	current boolean     NOT NULL,
	made_at timestamptz NOT NULL
);

-- NULL is what was wrapped before keys could be changed.
ALTER TABLE keys_keyset ADD COLUMN wrapping_id text REFERENCES keys_wrapping (id);

-- What must stay the same when the key is changed.
CREATE TABLE keys_secret (
	name        text  NOT NULL PRIMARY KEY,
	wrapped     bytea NOT NULL,
	wrapping_id text  NOT NULL REFERENCES keys_wrapping (id)
);
