-- The books, version 3: every file a bank gives. Frozen, like the versions before.
-- A booked line stands once, whatever statements tell of it; amounts are INTEGER hundredths of the account's currency.

CREATE TABLE bank_account_before AS SELECT * FROM bank_account;
DROP TABLE bank_account;
CREATE TABLE bank_account (
    id INTEGER PRIMARY KEY,
    iban TEXT NOT NULL CONSTRAINT bank_account_is_compact CHECK (iban NOT GLOB '*[^0-9A-Z]*' AND length(iban) > 3),
    currency TEXT NOT NULL CONSTRAINT bank_account_currency_is_three_capitals CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
    recorded_at TEXT NOT NULL,
    UNIQUE (iban, currency)
);
INSERT INTO bank_account SELECT * FROM bank_account_before;
DROP TABLE bank_account_before;

CREATE TABLE bank_statement_before AS SELECT * FROM bank_statement;
DROP TABLE bank_statement;
CREATE TABLE bank_statement (
    id INTEGER PRIMARY KEY,
    bank_file_id INTEGER NOT NULL REFERENCES bank_file (id),
    bank_account_id INTEGER NOT NULL REFERENCES bank_account (id),
    identification TEXT NOT NULL,
    sequence TEXT NOT NULL,
    created TEXT NOT NULL,
    from_on TEXT NOT NULL CONSTRAINT bank_statement_from_on_is_a_day CHECK (date(from_on, '+0 days') IS from_on),
    to_on TEXT NOT NULL CONSTRAINT bank_statement_to_on_is_a_day CHECK (date(to_on, '+0 days') IS to_on),
    opening_hundredths INTEGER
        CONSTRAINT bank_statement_opening_is_whole_hundredths CHECK (typeof(opening_hundredths) IN ('integer', 'null')),
    closing_hundredths INTEGER
        CONSTRAINT bank_statement_closing_is_whole_hundredths CHECK (typeof(closing_hundredths) IN ('integer', 'null')),
    warnings TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    CONSTRAINT bank_statement_runs_forward CHECK (from_on <= to_on)
);
INSERT INTO bank_statement
    SELECT id, bank_file_id, bank_account_id, identification, sequence, '', from_on, to_on,
           opening_rappen, closing_rappen, '', recorded_at
    FROM bank_statement_before;
DROP TABLE bank_statement_before;
CREATE INDEX bank_statement_of_account ON bank_statement (bank_account_id, to_on);

ALTER TABLE bank_line RENAME COLUMN amount_rappen TO amount_hundredths;
ALTER TABLE bank_line ADD COLUMN entry_reference TEXT NOT NULL DEFAULT '';
ALTER TABLE bank_line ADD COLUMN code TEXT NOT NULL DEFAULT '';
ALTER TABLE bank_line ADD COLUMN is_reversal INTEGER NOT NULL DEFAULT 0
    CONSTRAINT bank_line_is_reversal_is_yes_or_no CHECK (is_reversal IN (0, 1));
ALTER TABLE bank_line ADD COLUMN note TEXT NOT NULL DEFAULT '';
CREATE INDEX bank_line_of_day ON bank_line (booked_on);

-- The same line in another statement ------------------------------------------------------------------------------

CREATE TABLE bank_line_again (
    id INTEGER PRIMARY KEY,
    bank_statement_id INTEGER NOT NULL REFERENCES bank_statement (id),
    position INTEGER NOT NULL,
    bank_line_id INTEGER NOT NULL REFERENCES bank_line (id),
    raw TEXT NOT NULL,
    UNIQUE (bank_statement_id, position),
    UNIQUE (bank_statement_id, bank_line_id)
);
CREATE INDEX bank_line_again_of_line ON bank_line_again (bank_line_id);

-- What a bank tells outside its statements, and the payments within a booking ---------------------------------------

CREATE TABLE bank_notice (
    id INTEGER PRIMARY KEY,
    bank_file_id INTEGER NOT NULL REFERENCES bank_file (id),
    bank_account_id INTEGER NOT NULL REFERENCES bank_account (id),
    kind TEXT NOT NULL,
    position INTEGER NOT NULL,
    direction TEXT NOT NULL CONSTRAINT bank_notice_direction_is_known CHECK (direction IN ('credit', 'debit')),
    amount_hundredths INTEGER NOT NULL
        CONSTRAINT bank_notice_amount_is_whole_hundredths
        CHECK (typeof(amount_hundredths) = 'integer' AND amount_hundredths > 0),
    booked_on TEXT CONSTRAINT bank_notice_booked_on_is_a_day CHECK (date(booked_on, '+0 days') IS booked_on),
    bank_reference TEXT NOT NULL,
    note TEXT NOT NULL,
    raw TEXT NOT NULL
);
CREATE INDEX bank_notice_of_reference ON bank_notice (bank_reference);

CREATE TABLE bank_payment (
    id INTEGER PRIMARY KEY,
    bank_line_id INTEGER REFERENCES bank_line (id),
    bank_line_again_id INTEGER REFERENCES bank_line_again (id),
    bank_notice_id INTEGER REFERENCES bank_notice (id),
    position INTEGER NOT NULL,
    amount_hundredths INTEGER
        CONSTRAINT bank_payment_amount_is_whole_hundredths CHECK (typeof(amount_hundredths) IN ('integer', 'null')),
    payer TEXT NOT NULL,
    ultimate_payer TEXT NOT NULL,
    payer_account TEXT NOT NULL,
    payer_agent TEXT NOT NULL,
    payer_country TEXT NOT NULL,
    end_to_end_id TEXT NOT NULL,
    creditor_reference TEXT NOT NULL,
    further_references TEXT NOT NULL,
    text_parts TEXT NOT NULL,
    original TEXT NOT NULL,
    charges TEXT NOT NULL,
    return_reason TEXT NOT NULL,
    CONSTRAINT bank_payment_is_in_one_place
        CHECK ((bank_line_id IS NOT NULL) + (bank_line_again_id IS NOT NULL) + (bank_notice_id IS NOT NULL) = 1)
);
CREATE INDEX bank_payment_of_line ON bank_payment (bank_line_id) WHERE bank_line_id IS NOT NULL;
CREATE INDEX bank_payment_of_again ON bank_payment (bank_line_again_id) WHERE bank_line_again_id IS NOT NULL;
CREATE INDEX bank_payment_of_notice ON bank_payment (bank_notice_id) WHERE bank_notice_id IS NOT NULL;

CREATE TABLE bank_debit_standing (
    id INTEGER PRIMARY KEY,
    bank_line_id INTEGER NOT NULL REFERENCES bank_line (id),
    standing TEXT NOT NULL CONSTRAINT bank_debit_standing_is_known CHECK (standing IN ('set_aside', 'open')),
    why TEXT NOT NULL CONSTRAINT bank_debit_standing_has_a_reason CHECK (length(why) > 0),
    recorded_at TEXT NOT NULL
);
CREATE INDEX bank_debit_standing_of_line ON bank_debit_standing (bank_line_id);

CREATE TABLE bank_mapping (
    id INTEGER PRIMARY KEY,
    header TEXT NOT NULL,
    mapping TEXT NOT NULL,
    recorded_at TEXT NOT NULL
);
CREATE INDEX bank_mapping_of_header ON bank_mapping (header);

-- The books: what is no contribution, and what the bank took back ---------------------------------------------------

ALTER TABLE entry ADD COLUMN bank_line_id INTEGER REFERENCES bank_line (id);
CREATE INDEX entry_of_bank_line ON entry (bank_line_id) WHERE bank_line_id IS NOT NULL;

DROP TRIGGER entry_posting_is_known;
CREATE TRIGGER entry_posting_is_known BEFORE INSERT ON entry
WHEN (SELECT count(*) FROM (
        SELECT 'assess' AS act, 'receivable' AS debit, 'contributions' AS credit
        UNION ALL SELECT 'increase', 'receivable', 'contributions'
        UNION ALL SELECT 'reduce', 'contributions', 'receivable'
        UNION ALL SELECT 'receive', 'bank', 'unidentified'
        UNION ALL SELECT 'set_aside', 'unidentified', 'set_aside'
        UNION ALL SELECT 'return', 'unidentified', 'bank'
        UNION ALL SELECT 'identify', 'unidentified', 'on_account'
        UNION ALL SELECT 'allocate', 'on_account', 'receivable'
        UNION ALL SELECT 'give', 'on_account', 'voluntary') AS known
      WHERE known.act = NEW.act
        AND known.debit = CASE WHEN NEW.reverses_id IS NULL THEN NEW.debit ELSE NEW.credit END
        AND known.credit = CASE WHEN NEW.reverses_id IS NULL THEN NEW.credit ELSE NEW.debit END) = 0
BEGIN SELECT RAISE(ABORT, 'this posting is not known to the books'); END;

DROP TRIGGER entry_names_what_its_act_needs;
CREATE TRIGGER entry_names_what_its_act_needs BEFORE INSERT ON entry
WHEN (NEW.charge_id IS NOT NULL) <> (NEW.act IN ('assess', 'increase', 'reduce', 'allocate'))
    OR (NEW.receipt_id IS NOT NULL) <> (NEW.act IN ('receive', 'set_aside', 'return', 'identify', 'allocate', 'give'))
    OR (NEW.budget_line_id IS NOT NULL) <> (NEW.act = 'give')
    OR (NEW.state IS NULL) <> (NEW.act IN ('receive', 'set_aside', 'return'))
    OR (NEW.bank_line_id IS NOT NULL) <> (NEW.act = 'return')
    OR (NEW.revision_id IS NULL AND NEW.act IN ('increase', 'reduce'))
    OR (NEW.revision_id IS NOT NULL AND NEW.act NOT IN ('assess', 'increase', 'reduce'))
BEGIN SELECT RAISE(ABORT, 'an entry names exactly the State, receipt, charge, line or revision that its act needs'); END;

DROP TRIGGER entry_reversal_mirrors_its_entry;
CREATE TRIGGER entry_reversal_mirrors_its_entry BEFORE INSERT ON entry
WHEN NEW.reverses_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entry AS original
    WHERE original.id = NEW.reverses_id AND original.reverses_id IS NULL
      AND original.act = NEW.act AND original.debit = NEW.credit AND original.credit = NEW.debit
      AND original.amount_rappen = NEW.amount_rappen AND original.value_date <= NEW.value_date
      AND original.state IS NEW.state AND original.receipt_id IS NEW.receipt_id
      AND original.charge_id IS NEW.charge_id AND original.budget_line_id IS NEW.budget_line_id
      AND original.bank_line_id IS NEW.bank_line_id)
BEGIN SELECT RAISE(ABORT, 'a reversal mirrors one entry, on its day or later, and is not reversed itself'); END;

-- As in version 1; the plus keeps SQLite from looking through every entry that is no reversal.
DROP TRIGGER entry_receives_what_the_bank_booked;
CREATE TRIGGER entry_receives_what_the_bank_booked BEFORE INSERT ON entry
WHEN NEW.act = 'receive' AND (
    NEW.amount_rappen IS NOT (
        SELECT bank_line.amount_hundredths FROM receipt JOIN bank_line ON bank_line.id = receipt.bank_line_id
        WHERE receipt.id = NEW.receipt_id)
    OR (NEW.reverses_id IS NULL AND EXISTS (
        SELECT 1 FROM entry WHERE receipt_id = NEW.receipt_id AND act = 'receive' AND +reverses_id IS NULL)))
BEGIN SELECT RAISE(ABORT, 'a receipt is received once, with the amount that the bank booked'); END;

CREATE TRIGGER entry_returns_what_the_bank_took BEFORE INSERT ON entry
WHEN NEW.act = 'return' AND NEW.reverses_id IS NULL AND (
    NOT EXISTS (
        SELECT 1 FROM bank_line AS taken
        JOIN bank_statement AS taken_in ON taken_in.id = taken.bank_statement_id
        JOIN receipt ON receipt.id = NEW.receipt_id
        JOIN bank_line AS received ON received.id = receipt.bank_line_id
        JOIN bank_statement AS received_in ON received_in.id = received.bank_statement_id
        WHERE taken.id = NEW.bank_line_id AND taken.direction = 'debit'
          AND taken.amount_hundredths = NEW.amount_rappen AND taken.value_date <= NEW.value_date
          AND taken_in.bank_account_id = received_in.bank_account_id)
    OR EXISTS (
        SELECT 1 FROM entry AS held WHERE held.bank_line_id = NEW.bank_line_id AND +held.reverses_id IS NULL
          AND NOT EXISTS (SELECT 1 FROM entry AS undone WHERE undone.reverses_id = held.id)))
BEGIN SELECT RAISE(ABORT, 'a debit of the same account returns a receipt once, with the amount that the bank booked'); END;

DROP TRIGGER receipt_is_a_credit;
CREATE TRIGGER receipt_is_a_credit_in_francs BEFORE INSERT ON receipt
WHEN NOT EXISTS (
    SELECT 1 FROM bank_line AS line
    JOIN bank_statement AS statement ON statement.id = line.bank_statement_id
    JOIN bank_account AS account ON account.id = statement.bank_account_id
    WHERE line.id = NEW.bank_line_id AND line.direction = 'credit' AND account.currency = 'CHF')
BEGIN SELECT RAISE(ABORT, 'only a booked credit in Swiss francs becomes a receipt'); END;

CREATE TRIGGER bank_line_again_is_the_same_line BEFORE INSERT ON bank_line_again
WHEN NOT EXISTS (
    SELECT 1 FROM bank_line AS line
    JOIN bank_statement AS first ON first.id = line.bank_statement_id
    JOIN bank_statement AS again ON again.id = NEW.bank_statement_id
    WHERE line.id = NEW.bank_line_id AND first.bank_account_id = again.bank_account_id AND first.id <> again.id)
BEGIN SELECT RAISE(ABORT, 'a line stands again in another statement of the same account'); END;

CREATE TRIGGER bank_debit_standing_is_of_a_debit BEFORE INSERT ON bank_debit_standing
WHEN 'debit' IS NOT (SELECT direction FROM bank_line WHERE id = NEW.bank_line_id)
BEGIN SELECT RAISE(ABORT, 'only a debit is set aside outside the books'); END;

-- Append-only ------------------------------------------------------------------------------------------------------------

CREATE TRIGGER bank_account_is_never_changed BEFORE UPDATE ON bank_account
BEGIN SELECT RAISE(ABORT, 'the books are append-only: bank_account is never changed'); END;
CREATE TRIGGER bank_account_is_never_deleted BEFORE DELETE ON bank_account
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from bank_account'); END;

CREATE TRIGGER bank_statement_is_never_changed BEFORE UPDATE ON bank_statement
BEGIN SELECT RAISE(ABORT, 'the books are append-only: bank_statement is never changed'); END;
CREATE TRIGGER bank_statement_is_never_deleted BEFORE DELETE ON bank_statement
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from bank_statement'); END;

CREATE TRIGGER bank_line_again_is_never_changed BEFORE UPDATE ON bank_line_again
BEGIN SELECT RAISE(ABORT, 'the books are append-only: bank_line_again is never changed'); END;
CREATE TRIGGER bank_line_again_is_never_deleted BEFORE DELETE ON bank_line_again
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from bank_line_again'); END;

CREATE TRIGGER bank_notice_is_never_changed BEFORE UPDATE ON bank_notice
BEGIN SELECT RAISE(ABORT, 'the books are append-only: bank_notice is never changed'); END;
CREATE TRIGGER bank_notice_is_never_deleted BEFORE DELETE ON bank_notice
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from bank_notice'); END;

CREATE TRIGGER bank_payment_is_never_changed BEFORE UPDATE ON bank_payment
BEGIN SELECT RAISE(ABORT, 'the books are append-only: bank_payment is never changed'); END;
CREATE TRIGGER bank_payment_is_never_deleted BEFORE DELETE ON bank_payment
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from bank_payment'); END;

CREATE TRIGGER bank_debit_standing_is_never_changed BEFORE UPDATE ON bank_debit_standing
BEGIN SELECT RAISE(ABORT, 'the books are append-only: bank_debit_standing is never changed'); END;
CREATE TRIGGER bank_debit_standing_is_never_deleted BEFORE DELETE ON bank_debit_standing
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from bank_debit_standing'); END;

CREATE TRIGGER bank_mapping_is_never_changed BEFORE UPDATE ON bank_mapping
BEGIN SELECT RAISE(ABORT, 'the books are append-only: bank_mapping is never changed'); END;
CREATE TRIGGER bank_mapping_is_never_deleted BEFORE DELETE ON bank_mapping
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from bank_mapping'); END;
