-- The books, version 1. Frozen: a later version is a file of its own (see db/migrations.py).
-- Amounts are INTEGER rappen, days are ISO text, moments are ISO text in UTC with microseconds.
-- Nothing is ever changed or deleted; where a fact can be corrected, the newest row counts.

CREATE TABLE schema_version (
    version INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    applied_at TEXT NOT NULL
);

CREATE TABLE office (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CONSTRAINT office_has_a_name CHECK (length(name) > 0),
    notice TEXT NOT NULL,
    recorded_at TEXT NOT NULL
);

-- States, their dated names and their membership -----------------------------------------------------------------

CREATE TABLE state (
    iso3 TEXT PRIMARY KEY CONSTRAINT state_iso3_is_three_capitals CHECK (iso3 GLOB '[A-Z][A-Z][A-Z]'),
    iso2 TEXT NOT NULL UNIQUE CONSTRAINT state_iso2_is_two_capitals CHECK (iso2 GLOB '[A-Z][A-Z]'),
    recorded_at TEXT NOT NULL
);

CREATE TABLE state_version (
    id INTEGER PRIMARY KEY,
    state TEXT NOT NULL REFERENCES state (iso3),
    valid_from TEXT NOT NULL CONSTRAINT state_version_valid_from_is_a_day CHECK (date(valid_from, '+0 days') IS valid_from),
    name_en TEXT NOT NULL CONSTRAINT state_version_has_a_name CHECK (length(name_en) > 0),
    name_fr TEXT NOT NULL,
    name_es TEXT NOT NULL,
    with_article_fr TEXT NOT NULL,
    with_article_es TEXT NOT NULL,
    formal_en TEXT NOT NULL,
    formal_fr TEXT NOT NULL,
    formal_es TEXT NOT NULL,
    other_names TEXT NOT NULL,
    regional_group TEXT NOT NULL,
    language TEXT NOT NULL CONSTRAINT state_version_language_is_known CHECK (language IN ('en', 'fr', 'es', '')),
    party_from TEXT CONSTRAINT state_version_party_from_is_a_day CHECK (date(party_from, '+0 days') IS party_from),
    party_until TEXT CONSTRAINT state_version_party_until_is_a_day CHECK (date(party_until, '+0 days') IS party_until),
    recorded_at TEXT NOT NULL,
    CONSTRAINT state_version_is_a_party_before_it_leaves CHECK (party_until IS NULL OR party_from <= party_until)
);
CREATE INDEX state_version_of_state ON state_version (state, valid_from);

CREATE TABLE mission (
    id INTEGER PRIMARY KEY,
    state TEXT NOT NULL REFERENCES state (iso3),
    mission TEXT NOT NULL,
    addressee TEXT NOT NULL,
    rank TEXT NOT NULL,
    salutation TEXT NOT NULL,
    street TEXT NOT NULL,
    postcode TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL,
    email TEXT NOT NULL,
    language TEXT NOT NULL,
    channel TEXT NOT NULL,
    copy_new_york TEXT NOT NULL,
    checked_on TEXT CONSTRAINT mission_checked_on_is_a_day CHECK (date(checked_on, '+0 days') IS checked_on),
    recorded_at TEXT NOT NULL
);
CREATE INDEX mission_of_state ON mission (state);

-- Scales, budgets, assessments, charges and invoices -------------------------------------------------------------

CREATE TABLE scale (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    first_year INTEGER NOT NULL,
    last_year INTEGER NOT NULL,
    decision TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    CONSTRAINT scale_period_runs_forward CHECK (first_year <= last_year)
);

CREATE TABLE scale_rate (
    scale_id INTEGER NOT NULL REFERENCES scale (id),
    state TEXT NOT NULL REFERENCES state (iso3),
    rate TEXT NOT NULL CONSTRAINT scale_rate_is_decimal_text CHECK (typeof(rate) = 'text' AND rate NOT GLOB '*[^0-9.]*'),
    PRIMARY KEY (scale_id, state)
);

CREATE TABLE budget (
    id INTEGER PRIMARY KEY,
    year INTEGER NOT NULL CONSTRAINT budget_year_is_plausible CHECK (year BETWEEN 2000 AND 2999),
    decision TEXT NOT NULL,
    decided_on TEXT NOT NULL CONSTRAINT budget_decided_on_is_a_day CHECK (date(decided_on, '+0 days') IS decided_on),
    recorded_at TEXT NOT NULL
);
CREATE INDEX budget_of_year ON budget (year);

CREATE TABLE budget_line (
    id INTEGER PRIMARY KEY,
    budget_id INTEGER NOT NULL REFERENCES budget (id),
    position INTEGER NOT NULL,
    code TEXT NOT NULL CONSTRAINT budget_line_has_a_code CHECK (length(code) > 0),
    title TEXT NOT NULL,
    amount_rappen INTEGER NOT NULL
        CONSTRAINT budget_line_amount_is_whole_rappen CHECK (typeof(amount_rappen) = 'integer' AND amount_rappen >= 0),
    key TEXT NOT NULL CONSTRAINT budget_line_key_is_known CHECK (key IN ('un_scale', 'equal', 'voluntary')),
    obligation TEXT NOT NULL CONSTRAINT budget_line_obligation_is_known CHECK (obligation IN ('assessed', 'voluntary')),
    UNIQUE (budget_id, code),
    UNIQUE (budget_id, position),
    CONSTRAINT budget_line_key_fits_obligation CHECK ((key = 'voluntary') = (obligation = 'voluntary'))
);

CREATE TABLE assessment (
    id INTEGER PRIMARY KEY,
    year INTEGER NOT NULL UNIQUE,
    budget_id INTEGER NOT NULL UNIQUE REFERENCES budget (id),
    scale_id INTEGER REFERENCES scale (id),
    assessed_on TEXT NOT NULL CONSTRAINT assessment_assessed_on_is_a_day CHECK (date(assessed_on, '+0 days') IS assessed_on),
    recorded_at TEXT NOT NULL
);

CREATE TABLE invoice (
    id INTEGER PRIMARY KEY,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL CONSTRAINT invoice_serial_counts_from_one CHECK (serial >= 1),
    number TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL REFERENCES state (iso3),
    issued_on TEXT NOT NULL CONSTRAINT invoice_issued_on_is_a_day CHECK (date(issued_on, '+0 days') IS issued_on),
    due_on TEXT NOT NULL CONSTRAINT invoice_due_on_is_a_day CHECK (date(due_on, '+0 days') IS due_on),
    reference TEXT NOT NULL UNIQUE CONSTRAINT invoice_reference_is_compact CHECK (reference NOT GLOB '*[^0-9A-Z]*'),
    recorded_at TEXT NOT NULL,
    UNIQUE (year, serial),
    CONSTRAINT invoice_is_not_due_before_it_is_issued CHECK (issued_on <= due_on)
);
CREATE INDEX invoice_of_state ON invoice (state);

CREATE TABLE charge (
    id INTEGER PRIMARY KEY,
    state TEXT NOT NULL REFERENCES state (iso3),
    budget_line_id INTEGER NOT NULL REFERENCES budget_line (id),
    invoice_id INTEGER NOT NULL REFERENCES invoice (id),
    recorded_at TEXT NOT NULL,
    UNIQUE (state, budget_line_id)
);
CREATE INDEX charge_of_line ON charge (budget_line_id);

-- What the bank sent, as it sent it ------------------------------------------------------------------------------

CREATE TABLE bank_account (
    id INTEGER PRIMARY KEY,
    iban TEXT NOT NULL UNIQUE,
    currency TEXT NOT NULL CONSTRAINT bank_account_is_in_francs CHECK (currency = 'CHF'),
    recorded_at TEXT NOT NULL
);

CREATE TABLE bank_file (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    digest TEXT NOT NULL UNIQUE CONSTRAINT bank_file_digest_is_sha256 CHECK (length(digest) = 64),
    format TEXT NOT NULL,
    recorded_at TEXT NOT NULL
);

CREATE TABLE bank_statement (
    id INTEGER PRIMARY KEY,
    bank_file_id INTEGER NOT NULL REFERENCES bank_file (id),
    bank_account_id INTEGER NOT NULL REFERENCES bank_account (id),
    identification TEXT NOT NULL,
    sequence TEXT NOT NULL,
    from_on TEXT NOT NULL CONSTRAINT bank_statement_from_on_is_a_day CHECK (date(from_on, '+0 days') IS from_on),
    to_on TEXT NOT NULL CONSTRAINT bank_statement_to_on_is_a_day CHECK (date(to_on, '+0 days') IS to_on),
    opening_rappen INTEGER NOT NULL
        CONSTRAINT bank_statement_opening_is_whole_rappen CHECK (typeof(opening_rappen) = 'integer'),
    closing_rappen INTEGER NOT NULL
        CONSTRAINT bank_statement_closing_is_whole_rappen CHECK (typeof(closing_rappen) = 'integer'),
    recorded_at TEXT NOT NULL,
    CONSTRAINT bank_statement_runs_forward CHECK (from_on <= to_on)
);
CREATE INDEX bank_statement_of_account ON bank_statement (bank_account_id, to_on);

CREATE TABLE bank_line (
    id INTEGER PRIMARY KEY,
    bank_statement_id INTEGER NOT NULL REFERENCES bank_statement (id),
    position INTEGER NOT NULL,
    direction TEXT NOT NULL CONSTRAINT bank_line_direction_is_known CHECK (direction IN ('credit', 'debit')),
    amount_rappen INTEGER NOT NULL
        CONSTRAINT bank_line_amount_is_whole_rappen CHECK (typeof(amount_rappen) = 'integer' AND amount_rappen > 0),
    booked_on TEXT NOT NULL CONSTRAINT bank_line_booked_on_is_a_day CHECK (date(booked_on, '+0 days') IS booked_on),
    value_date TEXT NOT NULL CONSTRAINT bank_line_value_date_is_a_day CHECK (date(value_date, '+0 days') IS value_date),
    bank_reference TEXT NOT NULL,
    end_to_end_id TEXT NOT NULL,
    creditor_reference TEXT NOT NULL,
    payer TEXT NOT NULL,
    payer_account TEXT NOT NULL,
    text TEXT NOT NULL,
    raw TEXT NOT NULL,
    UNIQUE (bank_statement_id, position)
);

CREATE TABLE receipt (
    id INTEGER PRIMARY KEY,
    bank_line_id INTEGER NOT NULL UNIQUE REFERENCES bank_line (id),
    recorded_at TEXT NOT NULL
);

CREATE TABLE payer_account (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL CONSTRAINT payer_account_is_compact CHECK (account NOT GLOB '*[^0-9A-Z]*' AND length(account) > 3),
    state TEXT NOT NULL REFERENCES state (iso3),
    standing TEXT NOT NULL CONSTRAINT payer_account_standing_is_known CHECK (standing IN ('confirmed', 'revoked')),
    payer TEXT NOT NULL,
    why TEXT NOT NULL,
    recorded_at TEXT NOT NULL
);
CREATE INDEX payer_account_of_account ON payer_account (account);

-- The books ------------------------------------------------------------------------------------------------------

CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    act TEXT NOT NULL,
    debit TEXT NOT NULL,
    credit TEXT NOT NULL,
    amount_rappen INTEGER NOT NULL
        CONSTRAINT entry_amount_is_positive_whole_rappen
        CHECK (typeof(amount_rappen) = 'integer' AND amount_rappen BETWEEN 1 AND 1000000000000000),
    value_date TEXT NOT NULL CONSTRAINT entry_value_date_is_a_day CHECK (date(value_date, '+0 days') IS value_date),
    recorded_at TEXT NOT NULL
        CONSTRAINT entry_recorded_at_is_a_moment
        CHECK (recorded_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]'),
    state TEXT REFERENCES state (iso3),
    receipt_id INTEGER REFERENCES receipt (id),
    charge_id INTEGER REFERENCES charge (id),
    budget_line_id INTEGER REFERENCES budget_line (id),
    reverses_id INTEGER UNIQUE REFERENCES entry (id),
    note TEXT NOT NULL
);
CREATE INDEX entry_of_charge ON entry (charge_id, value_date) WHERE charge_id IS NOT NULL;
CREATE INDEX entry_of_receipt ON entry (receipt_id, value_date) WHERE receipt_id IS NOT NULL;
CREATE INDEX entry_of_state ON entry (state, value_date);

CREATE TRIGGER entry_keeps_its_place BEFORE INSERT ON entry
WHEN NEW.id > 0 AND EXISTS (SELECT 1 FROM entry WHERE id >= NEW.id)
BEGIN SELECT RAISE(ABORT, 'an entry is never replaced; a new one goes to the end of the books'); END;

CREATE TRIGGER entry_posting_is_known BEFORE INSERT ON entry
WHEN (SELECT count(*) FROM (
        SELECT 'assess' AS act, 'receivable' AS debit, 'contributions' AS credit
        UNION ALL SELECT 'receive', 'bank', 'unidentified'
        UNION ALL SELECT 'identify', 'unidentified', 'on_account'
        UNION ALL SELECT 'allocate', 'on_account', 'receivable'
        UNION ALL SELECT 'give', 'on_account', 'voluntary') AS known
      WHERE known.act = NEW.act
        AND known.debit = CASE WHEN NEW.reverses_id IS NULL THEN NEW.debit ELSE NEW.credit END
        AND known.credit = CASE WHEN NEW.reverses_id IS NULL THEN NEW.credit ELSE NEW.debit END) = 0
BEGIN SELECT RAISE(ABORT, 'this posting is not known to the books'); END;

CREATE TRIGGER entry_names_what_its_act_needs BEFORE INSERT ON entry
WHEN (NEW.charge_id IS NOT NULL) <> (NEW.act IN ('assess', 'allocate'))
    OR (NEW.receipt_id IS NOT NULL) <> (NEW.act IN ('receive', 'identify', 'allocate', 'give'))
    OR (NEW.budget_line_id IS NOT NULL) <> (NEW.act = 'give')
    OR (NEW.state IS NULL) <> (NEW.act = 'receive')
BEGIN SELECT RAISE(ABORT, 'an entry names exactly the State, receipt, charge or line that its act needs'); END;

CREATE TRIGGER entry_charge_is_of_its_state BEFORE INSERT ON entry
WHEN NEW.charge_id IS NOT NULL AND NEW.state IS NOT (SELECT state FROM charge WHERE id = NEW.charge_id)
BEGIN SELECT RAISE(ABORT, 'the charge is another State''s'); END;

CREATE TRIGGER entry_charge_is_on_an_assessed_line BEFORE INSERT ON entry
WHEN NEW.charge_id IS NOT NULL AND 'assessed' IS NOT (
    SELECT budget_line.obligation FROM charge JOIN budget_line ON budget_line.id = charge.budget_line_id
    WHERE charge.id = NEW.charge_id)
BEGIN SELECT RAISE(ABORT, 'a charge is on an assessed budget line'); END;

CREATE TRIGGER entry_gift_is_for_a_voluntary_line BEFORE INSERT ON entry
WHEN NEW.act = 'give' AND 'voluntary' IS NOT (SELECT obligation FROM budget_line WHERE id = NEW.budget_line_id)
BEGIN SELECT RAISE(ABORT, 'a gift is for a voluntary budget line'); END;

CREATE TRIGGER entry_receives_what_the_bank_booked BEFORE INSERT ON entry
WHEN NEW.act = 'receive' AND (
    NEW.amount_rappen IS NOT (
        SELECT bank_line.amount_rappen FROM receipt JOIN bank_line ON bank_line.id = receipt.bank_line_id
        WHERE receipt.id = NEW.receipt_id)
    OR (NEW.reverses_id IS NULL AND EXISTS (
        SELECT 1 FROM entry WHERE receipt_id = NEW.receipt_id AND act = 'receive' AND reverses_id IS NULL)))
BEGIN SELECT RAISE(ABORT, 'a receipt is received once, with the amount that the bank booked'); END;

CREATE TRIGGER entry_reversal_mirrors_its_entry BEFORE INSERT ON entry
WHEN NEW.reverses_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM entry AS original
    WHERE original.id = NEW.reverses_id AND original.reverses_id IS NULL
      AND original.act = NEW.act AND original.debit = NEW.credit AND original.credit = NEW.debit
      AND original.amount_rappen = NEW.amount_rappen AND original.value_date <= NEW.value_date
      AND original.state IS NEW.state AND original.receipt_id IS NEW.receipt_id
      AND original.charge_id IS NEW.charge_id AND original.budget_line_id IS NEW.budget_line_id)
BEGIN SELECT RAISE(ABORT, 'a reversal mirrors one entry, on its day or later, and is not reversed itself'); END;

CREATE TRIGGER entry_leaves_no_charge_below_zero AFTER INSERT ON entry
WHEN NEW.credit = 'receivable' AND EXISTS (
    SELECT 1 FROM entry AS day
    WHERE day.charge_id = NEW.charge_id AND day.value_date >= NEW.value_date
      AND (SELECT sum(CASE WHEN e.debit = 'receivable' THEN e.amount_rappen ELSE -e.amount_rappen END)
           FROM entry AS e WHERE e.charge_id = NEW.charge_id AND e.value_date <= day.value_date) < 0)
BEGIN SELECT RAISE(ABORT, 'the charge would fall below zero'); END;

CREATE TRIGGER entry_takes_no_more_than_the_receipt_holds AFTER INSERT ON entry
WHEN NEW.debit IN ('on_account', 'unidentified') AND EXISTS (
    SELECT 1 FROM entry AS day
    WHERE day.receipt_id = NEW.receipt_id AND day.value_date >= NEW.value_date
      AND (SELECT coalesce(sum(CASE WHEN e.credit = NEW.debit THEN e.amount_rappen ELSE -e.amount_rappen END), -1)
           FROM entry AS e
           WHERE e.receipt_id = NEW.receipt_id AND NEW.debit IN (e.debit, e.credit)
             AND (NEW.debit = 'unidentified' OR e.state = NEW.state)
             AND e.value_date <= day.value_date) < 0)
BEGIN SELECT RAISE(ABORT, 'the receipt does not hold that much for this State on that day'); END;

-- Other facts that must hold ---------------------------------------------------------------------------------------

CREATE TRIGGER receipt_is_a_credit BEFORE INSERT ON receipt
WHEN 'credit' IS NOT (SELECT direction FROM bank_line WHERE id = NEW.bank_line_id)
BEGIN SELECT RAISE(ABORT, 'only a booked credit becomes a receipt'); END;

CREATE TRIGGER invoice_serial_is_gapless BEFORE INSERT ON invoice
WHEN NEW.serial <> (SELECT coalesce(max(serial), 0) + 1 FROM invoice WHERE year = NEW.year)
BEGIN SELECT RAISE(ABORT, 'invoice numbers run without a gap'); END;

CREATE TRIGGER charge_invoice_is_of_its_state BEFORE INSERT ON charge
WHEN NEW.state IS NOT (SELECT state FROM invoice WHERE id = NEW.invoice_id)
BEGIN SELECT RAISE(ABORT, 'the invoice is another State''s'); END;

-- Append-only --------------------------------------------------------------------------------------------------------

CREATE TRIGGER schema_version_is_never_changed BEFORE UPDATE ON schema_version
BEGIN SELECT RAISE(ABORT, 'the books are append-only: schema_version is never changed'); END;
CREATE TRIGGER schema_version_is_never_deleted BEFORE DELETE ON schema_version
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from schema_version'); END;

CREATE TRIGGER office_is_never_changed BEFORE UPDATE ON office
BEGIN SELECT RAISE(ABORT, 'the books are append-only: office is never changed'); END;
CREATE TRIGGER office_is_never_deleted BEFORE DELETE ON office
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from office'); END;

CREATE TRIGGER state_is_never_changed BEFORE UPDATE ON state
BEGIN SELECT RAISE(ABORT, 'the books are append-only: state is never changed'); END;
CREATE TRIGGER state_is_never_deleted BEFORE DELETE ON state
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from state'); END;

CREATE TRIGGER state_version_is_never_changed BEFORE UPDATE ON state_version
BEGIN SELECT RAISE(ABORT, 'the books are append-only: state_version is never changed'); END;
CREATE TRIGGER state_version_is_never_deleted BEFORE DELETE ON state_version
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from state_version'); END;

CREATE TRIGGER mission_is_never_changed BEFORE UPDATE ON mission
BEGIN SELECT RAISE(ABORT, 'the books are append-only: mission is never changed'); END;
CREATE TRIGGER mission_is_never_deleted BEFORE DELETE ON mission
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from mission'); END;

CREATE TRIGGER scale_is_never_changed BEFORE UPDATE ON scale
BEGIN SELECT RAISE(ABORT, 'the books are append-only: scale is never changed'); END;
CREATE TRIGGER scale_is_never_deleted BEFORE DELETE ON scale
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from scale'); END;

CREATE TRIGGER scale_rate_is_never_changed BEFORE UPDATE ON scale_rate
BEGIN SELECT RAISE(ABORT, 'the books are append-only: scale_rate is never changed'); END;
CREATE TRIGGER scale_rate_is_never_deleted BEFORE DELETE ON scale_rate
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from scale_rate'); END;

CREATE TRIGGER budget_is_never_changed BEFORE UPDATE ON budget
BEGIN SELECT RAISE(ABORT, 'the books are append-only: budget is never changed'); END;
CREATE TRIGGER budget_is_never_deleted BEFORE DELETE ON budget
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from budget'); END;

CREATE TRIGGER budget_line_is_never_changed BEFORE UPDATE ON budget_line
BEGIN SELECT RAISE(ABORT, 'the books are append-only: budget_line is never changed'); END;
CREATE TRIGGER budget_line_is_never_deleted BEFORE DELETE ON budget_line
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from budget_line'); END;

CREATE TRIGGER assessment_is_never_changed BEFORE UPDATE ON assessment
BEGIN SELECT RAISE(ABORT, 'the books are append-only: assessment is never changed'); END;
CREATE TRIGGER assessment_is_never_deleted BEFORE DELETE ON assessment
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from assessment'); END;

CREATE TRIGGER invoice_is_never_changed BEFORE UPDATE ON invoice
BEGIN SELECT RAISE(ABORT, 'the books are append-only: invoice is never changed'); END;
CREATE TRIGGER invoice_is_never_deleted BEFORE DELETE ON invoice
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from invoice'); END;

CREATE TRIGGER charge_is_never_changed BEFORE UPDATE ON charge
BEGIN SELECT RAISE(ABORT, 'the books are append-only: charge is never changed'); END;
CREATE TRIGGER charge_is_never_deleted BEFORE DELETE ON charge
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from charge'); END;

CREATE TRIGGER bank_account_is_never_changed BEFORE UPDATE ON bank_account
BEGIN SELECT RAISE(ABORT, 'the books are append-only: bank_account is never changed'); END;
CREATE TRIGGER bank_account_is_never_deleted BEFORE DELETE ON bank_account
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from bank_account'); END;

CREATE TRIGGER bank_file_is_never_changed BEFORE UPDATE ON bank_file
BEGIN SELECT RAISE(ABORT, 'the books are append-only: bank_file is never changed'); END;
CREATE TRIGGER bank_file_is_never_deleted BEFORE DELETE ON bank_file
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from bank_file'); END;

CREATE TRIGGER bank_statement_is_never_changed BEFORE UPDATE ON bank_statement
BEGIN SELECT RAISE(ABORT, 'the books are append-only: bank_statement is never changed'); END;
CREATE TRIGGER bank_statement_is_never_deleted BEFORE DELETE ON bank_statement
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from bank_statement'); END;

CREATE TRIGGER bank_line_is_never_changed BEFORE UPDATE ON bank_line
BEGIN SELECT RAISE(ABORT, 'the books are append-only: bank_line is never changed'); END;
CREATE TRIGGER bank_line_is_never_deleted BEFORE DELETE ON bank_line
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from bank_line'); END;

CREATE TRIGGER receipt_is_never_changed BEFORE UPDATE ON receipt
BEGIN SELECT RAISE(ABORT, 'the books are append-only: receipt is never changed'); END;
CREATE TRIGGER receipt_is_never_deleted BEFORE DELETE ON receipt
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from receipt'); END;

CREATE TRIGGER payer_account_is_never_changed BEFORE UPDATE ON payer_account
BEGIN SELECT RAISE(ABORT, 'the books are append-only: payer_account is never changed'); END;
CREATE TRIGGER payer_account_is_never_deleted BEFORE DELETE ON payer_account
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from payer_account'); END;

CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'the books are append-only: entry is never changed'); END;
CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from entry'); END;
