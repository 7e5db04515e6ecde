-- +goose Up

-- What whoever answers may not know of is a request of its own, answered by somebody
-- else; those here do not know that it exists.
ALTER TABLE disclosure_request ADD COLUMN second_of text REFERENCES disclosure_request (id);
CREATE UNIQUE INDEX disclosure_request_second ON disclosure_request (second_of) WHERE second_of IS NOT NULL;

CREATE TABLE disclosure_apart (
	request_id text NOT NULL REFERENCES disclosure_request (id),
	user_id    text NOT NULL REFERENCES identity_user (id),
	PRIMARY KEY (request_id, user_id)
);
