-- +goose Up

-- Everything that says who somebody is lies sealed in identity and contact, under the
-- row's own keyset. There is no column for an address, and none for text to search.
CREATE TABLE person_record (
	id              text        NOT NULL PRIMARY KEY,
	controller_id   text        NOT NULL,
	matter_id       text        NOT NULL,
	kind            text        NOT NULL CHECK (kind IN ('child', 'guardian')),
	protection      text        NOT NULL CHECK (protection IN ('none', 'secrecy_marked', 'protected_registration', 'fictitious_identity')),
	keyset_id       text        NOT NULL,
	identity        bytea       NOT NULL,
	contact         bytea       NOT NULL,
	number_hash     bytea,
	name_birth_hash bytea,
	created_at      timestamptz NOT NULL
);

CREATE INDEX person_record_matter ON person_record (matter_id, id);
CREATE INDEX person_record_number ON person_record (number_hash, id) WHERE number_hash IS NOT NULL;
CREATE INDEX person_record_name_birth ON person_record (name_birth_hash, id) WHERE name_birth_hash IS NOT NULL;

CREATE TABLE person_relation (
	id                   text    NOT NULL PRIMARY KEY,
	child_id             text    NOT NULL REFERENCES person_record (id),
	adult_id             text    NOT NULL REFERENCES person_record (id),
	kind                 text    NOT NULL,
	valid_from           date,
	valid_to             date,
	source               text    NOT NULL,
	checked_on           date    NOT NULL,
	conflict_of_interest boolean NOT NULL,
	may_not_know         boolean NOT NULL,
	CHECK (child_id <> adult_id)
);

CREATE INDEX person_relation_child ON person_relation (child_id);
CREATE INDEX person_relation_adult ON person_relation (adult_id);
