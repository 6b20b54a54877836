-- The books, version 4: what a person says that a receipt pays, pledges, rules, and fees of the bank on the way.
-- Frozen, like the versions before.

-- From which receipt it was learnt that an account pays for a State; none if it was entered by hand.
ALTER TABLE payer_account ADD COLUMN receipt_id INTEGER REFERENCES receipt (id);

-- What a person says that a receipt pays; of one receipt the newest word counts. Without parts: the order in force.
CREATE TABLE designation (
    id INTEGER PRIMARY KEY,
    receipt_id INTEGER NOT NULL REFERENCES receipt (id),
    why TEXT NOT NULL CONSTRAINT designation_has_a_reason CHECK (length(why) > 0),
    recorded_at TEXT NOT NULL
);
CREATE INDEX designation_of_receipt ON designation (receipt_id);

CREATE TABLE designation_part (
    designation_id INTEGER NOT NULL REFERENCES designation (id),
    position INTEGER NOT NULL,
    year INTEGER,
    line TEXT NOT NULL,
    amount_rappen INTEGER NOT NULL
        CONSTRAINT designation_part_amount_is_positive_whole_rappen
        CHECK (typeof(amount_rappen) = 'integer' AND amount_rappen BETWEEN 1 AND 1000000000000000),
    CONSTRAINT designation_part_is_of_a_line_or_stays_on_account CHECK ((year IS NULL) = (length(line) = 0)),
    PRIMARY KEY (designation_id, position)
);

-- A rule of the office that differs from the default; of one name the newest row counts.
CREATE TABLE rule (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CONSTRAINT rule_has_a_name CHECK (length(name) > 0),
    value TEXT NOT NULL,
    why TEXT NOT NULL CONSTRAINT rule_has_a_reason CHECK (length(why) > 0),
    recorded_at TEXT NOT NULL
);

-- An announced voluntary contribution: a promise, never arrears.
CREATE TABLE pledge (
    id INTEGER PRIMARY KEY,
    state TEXT NOT NULL REFERENCES state (iso3),
    year INTEGER NOT NULL,
    line TEXT NOT NULL CONSTRAINT pledge_names_a_line CHECK (length(line) > 0),
    amount_rappen INTEGER NOT NULL
        CONSTRAINT pledge_amount_is_positive_whole_rappen
        CHECK (typeof(amount_rappen) = 'integer' AND amount_rappen BETWEEN 1 AND 1000000000000000),
    pledged_on TEXT NOT NULL CONSTRAINT pledge_pledged_on_is_a_day CHECK (date(pledged_on, '+0 days') IS pledged_on),
    why TEXT NOT NULL,
    recorded_at TEXT NOT NULL
);
CREATE TABLE pledge_cancellation (
    id INTEGER PRIMARY KEY,
    pledge_id INTEGER NOT NULL UNIQUE REFERENCES pledge (id),
    cancelled_on TEXT NOT NULL
        CONSTRAINT pledge_cancelled_on_is_a_day CHECK (date(cancelled_on, '+0 days') IS cancelled_on),
    why TEXT NOT NULL CONSTRAINT pledge_cancellation_has_a_reason CHECK (length(why) > 0),
    recorded_at TEXT NOT NULL
);

-- The books: a fee that a bank on the way kept of a receipt, borne by the office ---------------------------------------

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
        UNION ALL SELECT 'give', 'on_account', 'voluntary'
        UNION ALL SELECT 'bear_fee', 'bank_charges', 'receivable') AS known
      WHERE known.act = NEW.act
        AND known.debit = CASE WHEN NEW.reverses_id IS NULL THEN NEW.debit ELSE NEW.credit END
        AND known.credit = CASE WHEN NEW.reverses_id IS NULL THEN NEW.credit ELSE NEW.debit END) = 0
BEGIN SELECT RAISE(ABORT, 'this posting is not known to the books'); END;

DROP TRIGGER entry_names_what_its_act_needs;
CREATE TRIGGER entry_names_what_its_act_needs BEFORE INSERT ON entry
WHEN (NEW.charge_id IS NOT NULL) <> (NEW.act IN ('assess', 'increase', 'reduce', 'allocate', 'bear_fee'))
    OR (NEW.receipt_id IS NOT NULL)
        <> (NEW.act IN ('receive', 'set_aside', 'return', 'identify', 'allocate', 'give', 'bear_fee'))
    OR (NEW.budget_line_id IS NOT NULL) <> (NEW.act = 'give')
    OR (NEW.state IS NULL) <> (NEW.act IN ('receive', 'set_aside', 'return'))
    OR (NEW.bank_line_id IS NOT NULL) <> (NEW.act = 'return')
    OR (NEW.revision_id IS NULL AND NEW.act IN ('increase', 'reduce'))
    OR (NEW.revision_id IS NOT NULL AND NEW.act NOT IN ('assess', 'increase', 'reduce'))
BEGIN SELECT RAISE(ABORT, 'an entry names exactly the State, receipt, charge, line or revision that its act needs'); END;

CREATE TRIGGER entry_bears_a_fee_of_a_receipt_of_the_state BEFORE INSERT ON entry
WHEN NEW.act = 'bear_fee' AND NEW.reverses_id IS NULL AND NEW.state IS NOT (
    SELECT whose.state FROM entry AS whose
    WHERE whose.receipt_id = NEW.receipt_id AND whose.act = 'identify' AND +whose.reverses_id IS NULL
      AND NOT EXISTS (SELECT 1 FROM entry AS undone WHERE undone.reverses_id = whose.id)
    ORDER BY whose.id DESC LIMIT 1)
BEGIN SELECT RAISE(ABORT, 'a fee is borne for a receipt that is the State''s'); END;

-- Append-only ------------------------------------------------------------------------------------------------------------

CREATE TRIGGER designation_is_never_changed BEFORE UPDATE ON designation
BEGIN SELECT RAISE(ABORT, 'the books are append-only: designation is never changed'); END;
CREATE TRIGGER designation_is_never_deleted BEFORE DELETE ON designation
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from designation'); END;

CREATE TRIGGER designation_part_is_never_changed BEFORE UPDATE ON designation_part
BEGIN SELECT RAISE(ABORT, 'the books are append-only: designation_part is never changed'); END;
CREATE TRIGGER designation_part_is_never_deleted BEFORE DELETE ON designation_part
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from designation_part'); END;

CREATE TRIGGER rule_is_never_changed BEFORE UPDATE ON rule
BEGIN SELECT RAISE(ABORT, 'the books are append-only: rule is never changed'); END;
CREATE TRIGGER rule_is_never_deleted BEFORE DELETE ON rule
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from rule'); END;

CREATE TRIGGER pledge_is_never_changed BEFORE UPDATE ON pledge
BEGIN SELECT RAISE(ABORT, 'the books are append-only: pledge is never changed'); END;
CREATE TRIGGER pledge_is_never_deleted BEFORE DELETE ON pledge
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from pledge'); END;

CREATE TRIGGER pledge_cancellation_is_never_changed BEFORE UPDATE ON pledge_cancellation
BEGIN SELECT RAISE(ABORT, 'the books are append-only: pledge_cancellation is never changed'); END;
CREATE TRIGGER pledge_cancellation_is_never_deleted BEFORE DELETE ON pledge_cancellation
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from pledge_cancellation'); END;
