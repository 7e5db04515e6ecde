-- +goose Up
-- Triggers are written in two tongues.
CREATE TABLE ledger_book (
	id text PRIMARY KEY,
	opened_at timestamptz NOT NULL,
	seq bigint NOT NULL,
	recorded_at timestamptz NOT NULL,
	hash bytea NOT NULL
);

CREATE TABLE ledger_kind (
	book_id text NOT NULL REFERENCES ledger_book (id),
	kind text NOT NULL,
	below_zero boolean NOT NULL,
	PRIMARY KEY (book_id, kind),
	UNIQUE (book_id, kind, below_zero)
);

CREATE TABLE ledger_event (
	book_id text NOT NULL REFERENCES ledger_book (id),
	event text NOT NULL,
	attested boolean NOT NULL,
	PRIMARY KEY (book_id, event),
	UNIQUE (book_id, event, attested)
);

-- The balance is what the entries add up to, kept so that the check below can
-- refuse what would overdraw the account, whoever asks.
CREATE TABLE ledger_account (
	book_id text NOT NULL,
	name text NOT NULL,
	kind text NOT NULL,
	holder text NOT NULL,
	below_zero boolean NOT NULL,
	balance bigint NOT NULL,
	PRIMARY KEY (book_id, name),
	FOREIGN KEY (book_id, kind, below_zero) REFERENCES ledger_kind (book_id, kind, below_zero),
	CHECK (name = kind || CASE WHEN holder = '' THEN '' ELSE ':' || holder END),
	CHECK (below_zero OR balance >= 0)
);

CREATE INDEX ledger_account_holder ON ledger_account (book_id, holder);

-- Whether an event needs two persons is the book's to say, through the foreign
-- key; a row cannot say otherwise.
CREATE TABLE ledger_transaction (
	book_id text NOT NULL,
	seq bigint NOT NULL,
	reference text NOT NULL,
	payload bytea NOT NULL,
	event text NOT NULL,
	attested boolean NOT NULL,
	effective_on date NOT NULL,
	recorded_at timestamptz NOT NULL,
	prepared_by text NOT NULL,
	approved_by text,
	basis text NOT NULL,
	reverses bigint,
	hash bytea NOT NULL,
	PRIMARY KEY (book_id, seq),
	UNIQUE (book_id, reference),
	UNIQUE (book_id, reverses),
	FOREIGN KEY (book_id, event, attested) REFERENCES ledger_event (book_id, event, attested),
	FOREIGN KEY (book_id, reverses) REFERENCES ledger_transaction (book_id, seq),
	CHECK (seq > 0),
	CHECK (reverses < seq),
	CHECK (prepared_by <> ''),
	CHECK (approved_by <> '' AND approved_by <> prepared_by),
	CHECK (NOT attested OR approved_by IS NOT NULL)
);

CREATE TABLE ledger_entry (
	book_id text NOT NULL,
	seq bigint NOT NULL,
	line bigint NOT NULL,
	debit text NOT NULL,
	credit text NOT NULL,
	amount bigint NOT NULL,
	tag text NOT NULL,
	PRIMARY KEY (book_id, seq, line),
	FOREIGN KEY (book_id, seq) REFERENCES ledger_transaction (book_id, seq),
	FOREIGN KEY (book_id, debit) REFERENCES ledger_account (book_id, name),
	FOREIGN KEY (book_id, credit) REFERENCES ledger_account (book_id, name),
	CHECK (line > 0),
	CHECK (amount > 0),
	CHECK (debit <> credit)
);

CREATE INDEX ledger_entry_debit ON ledger_entry (book_id, debit, seq);
CREATE INDEX ledger_entry_credit ON ledger_entry (book_id, credit, seq);

-- +goose StatementBegin
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'what is posted is never changed or removed';
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION ledger_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.id <> OLD.id OR NEW.opened_at <> OLD.opened_at OR NEW.seq < OLD.seq OR NEW.recorded_at < OLD.recorded_at
		OR NEW.seq = OLD.seq AND NEW.hash <> OLD.hash THEN
		RAISE EXCEPTION 'a book only moves forward';
	END IF;
	RETURN NEW;
END
$$;
-- +goose StatementEnd

CREATE TRIGGER ledger_transaction_kept BEFORE UPDATE OR DELETE ON ledger_transaction
	FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_transaction_whole BEFORE TRUNCATE ON ledger_transaction
	FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_entry_kept BEFORE UPDATE OR DELETE ON ledger_entry
	FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_entry_whole BEFORE TRUNCATE ON ledger_entry
	FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_kind_kept BEFORE UPDATE OR DELETE ON ledger_kind
	FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_kind_whole BEFORE TRUNCATE ON ledger_kind
	FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_event_kept BEFORE UPDATE OR DELETE ON ledger_event
	FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_event_whole BEFORE TRUNCATE ON ledger_event
	FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_account_kept BEFORE DELETE ON ledger_account
	FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_account_whole BEFORE TRUNCATE ON ledger_account
	FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_book_kept BEFORE DELETE ON ledger_book
	FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_book_whole BEFORE TRUNCATE ON ledger_book
	FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_account_same BEFORE UPDATE OF book_id, name, kind, holder, below_zero ON ledger_account
	FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_book_forward BEFORE UPDATE ON ledger_book
	FOR EACH ROW EXECUTE FUNCTION ledger_forward();
