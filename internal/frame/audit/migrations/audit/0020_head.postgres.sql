-- +goose Up
-- By its number a head is found at once. By its chain alone, every number it has had
-- since the oldest snapshot would lie in the way.
ALTER TABLE audit_head DROP CONSTRAINT audit_head_pkey;
ALTER TABLE audit_head ADD PRIMARY KEY (chain, seq);
