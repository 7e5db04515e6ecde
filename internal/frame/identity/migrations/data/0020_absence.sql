-- +goose Up
CREATE TABLE identity_absence (
    id         text        NOT NULL PRIMARY KEY,
    mandate_id text        NOT NULL REFERENCES identity_mandate (id),
    deputy_id  text        NOT NULL REFERENCES identity_user (id),
    first_day  date        NOT NULL,
    last_day   date        NOT NULL,
    said_at    timestamptz NOT NULL,
    said_by    text        NOT NULL REFERENCES identity_user (id),
    ended_at   timestamptz,
    CHECK (last_day >= first_day)
);

CREATE INDEX identity_absence_mandate ON identity_absence (mandate_id, last_day);
CREATE INDEX identity_absence_deputy ON identity_absence (deputy_id, last_day);

CREATE TABLE identity_duty (
    id        text        NOT NULL PRIMARY KEY,
    unit_id   text        NOT NULL REFERENCES register_unit (id),
    user_id   text        NOT NULL REFERENCES identity_user (id),
    first_day date        NOT NULL,
    last_day  date        NOT NULL,
    set_at    timestamptz NOT NULL,
    set_by    text        NOT NULL REFERENCES identity_user (id),
    CHECK (last_day >= first_day)
);

CREATE INDEX identity_duty_unit ON identity_duty (unit_id, last_day);
