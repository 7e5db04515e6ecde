-- +goose Up

-- A matter may have hundreds of notes; a page opens some of them.
CREATE INDEX coordination_item_kind ON coordination_item (matter_id, kind, made_at, id);
