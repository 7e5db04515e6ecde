-- +goose Up

-- The absence of the holder that the managers of the unit have been told of.
ALTER TABLE coordination_matter ADD COLUMN told_away text;
