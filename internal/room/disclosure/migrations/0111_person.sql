-- +goose Up

-- Whoever is disposed of is looked for in everything that names them.
CREATE INDEX disclosure_request_person ON disclosure_request (person_id) WHERE person_id IS NOT NULL;
