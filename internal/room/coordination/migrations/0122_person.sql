-- +goose Up

-- Whoever is disposed of is looked for in everything that names them.
CREATE INDEX coordination_giver_person ON coordination_giver (person_id);
CREATE INDEX coordination_kin_whom ON coordination_kin (person_id);
CREATE INDEX coordination_kin_child ON coordination_kin (child_id);
CREATE INDEX coordination_voice_person ON coordination_voice (person_id);
