-- +goose Up
-- Snapshots leave nothing in the way here.
SELECT 1;
