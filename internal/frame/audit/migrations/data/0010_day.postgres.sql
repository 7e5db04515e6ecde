-- +goose Up
-- The records, and where their days lie, are in the other schema.
SELECT 1;
