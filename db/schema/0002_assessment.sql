-- The books, version 2: how a line is split, and decisions that revise an assessed year. Frozen, like version 1.

ALTER TABLE scale ADD COLUMN replaces TEXT NOT NULL DEFAULT '';

ALTER TABLE budget ADD COLUMN joining TEXT NOT NULL DEFAULT 'months'
    CONSTRAINT budget_joining_is_known CHECK (joining IN ('months', 'days', 'full_year', 'next_year'));
ALTER TABLE budget ADD COLUMN leaving TEXT NOT NULL DEFAULT 'months'
    CONSTRAINT budget_leaving_is_known CHECK (leaving IN ('months', 'days', 'full_year'));

-- A CHECK cannot be changed in place, so the lines are copied into a table that knows more keys.
CREATE TABLE budget_line_before AS SELECT * FROM budget_line;
DROP TABLE budget_line;
CREATE TABLE budget_line (
    id INTEGER PRIMARY KEY,
    budget_id INTEGER NOT NULL REFERENCES budget (id),
    position INTEGER NOT NULL,
    code TEXT NOT NULL CONSTRAINT budget_line_has_a_code CHECK (length(code) > 0),
    title TEXT NOT NULL,
    amount_rappen INTEGER NOT NULL
        CONSTRAINT budget_line_amount_is_whole_rappen CHECK (typeof(amount_rappen) = 'integer' AND amount_rappen >= 0),
    key TEXT NOT NULL CONSTRAINT budget_line_key_is_known CHECK (key IN ('un_scale', 'equal', 'fixed', 'voluntary')),
    obligation TEXT NOT NULL CONSTRAINT budget_line_obligation_is_known CHECK (obligation IN ('assessed', 'voluntary')),
    key_decimals INTEGER CONSTRAINT budget_line_key_decimals_are_few CHECK (key_decimals BETWEEN 0 AND 12),
    unit_rappen INTEGER NOT NULL
        CONSTRAINT budget_line_unit_is_whole_rappen CHECK (typeof(unit_rappen) = 'integer' AND unit_rappen > 0),
    rounding TEXT NOT NULL
        CONSTRAINT budget_line_rounding_is_known CHECK (rounding IN ('largest_remainder', 'half_up')),
    residue TEXT NOT NULL
        CONSTRAINT budget_line_residue_is_known CHECK (residue IN ('left', 'spread') OR residue GLOB '[A-Z][A-Z][A-Z]'),
    floor_rappen INTEGER
        CONSTRAINT budget_line_floor_is_whole_rappen
        CHECK (floor_rappen IS NULL OR (typeof(floor_rappen) = 'integer' AND floor_rappen >= 0)),
    floor_percent TEXT CONSTRAINT budget_line_floor_is_decimal_text CHECK (floor_percent NOT GLOB '*[^0-9.]*'),
    ceiling_percent TEXT CONSTRAINT budget_line_ceiling_is_decimal_text CHECK (ceiling_percent NOT GLOB '*[^0-9.]*'),
    UNIQUE (budget_id, code),
    UNIQUE (budget_id, position),
    CONSTRAINT budget_line_key_fits_obligation CHECK ((key = 'voluntary') = (obligation = 'voluntary')),
    CONSTRAINT budget_line_residue_needs_half_up CHECK (rounding = 'half_up' OR residue = 'left')
);
INSERT INTO budget_line
    SELECT id, budget_id, position, code, title, amount_rappen, key, obligation,
           NULL, 1, 'largest_remainder', 'left', NULL, NULL, NULL
    FROM budget_line_before;
DROP TABLE budget_line_before;

CREATE TABLE budget_line_share (
    budget_line_id INTEGER NOT NULL REFERENCES budget_line (id),
    state TEXT NOT NULL REFERENCES state (iso3),
    percent TEXT NOT NULL
        CONSTRAINT budget_line_share_is_decimal_text CHECK (typeof(percent) = 'text' AND percent NOT GLOB '*[^0-9.]*'),
    PRIMARY KEY (budget_line_id, state)
);

-- A year is assessed once; what is decided about it later is a revision, numbered, and taken back by another one ------

CREATE TABLE revision (
    id INTEGER PRIMARY KEY,
    year INTEGER NOT NULL REFERENCES assessment (year),
    number INTEGER NOT NULL CONSTRAINT revision_number_counts_from_one CHECK (number >= 1),
    budget_id INTEGER NOT NULL REFERENCES budget (id),
    scale_id INTEGER REFERENCES scale (id),
    decision TEXT NOT NULL CONSTRAINT revision_has_a_document CHECK (length(decision) > 0),
    revised_on TEXT NOT NULL CONSTRAINT revision_revised_on_is_a_day CHECK (date(revised_on, '+0 days') IS revised_on),
    due_on TEXT NOT NULL CONSTRAINT revision_due_on_is_a_day CHECK (date(due_on, '+0 days') IS due_on),
    undoes_id INTEGER UNIQUE REFERENCES revision (id),
    recorded_at TEXT NOT NULL,
    UNIQUE (year, number),
    CONSTRAINT revision_is_not_due_before_it_is_made CHECK (revised_on <= due_on)
);

CREATE TABLE assessed_line (
    id INTEGER PRIMARY KEY,
    year INTEGER NOT NULL REFERENCES assessment (year),
    revision_id INTEGER REFERENCES revision (id),
    budget_line_id INTEGER NOT NULL REFERENCES budget_line (id),
    residue_rappen INTEGER NOT NULL
        CONSTRAINT assessed_line_residue_is_whole_rappen CHECK (typeof(residue_rappen) = 'integer'),
    joined_rappen INTEGER NOT NULL
        CONSTRAINT assessed_line_joined_is_whole_rappen CHECK (typeof(joined_rappen) = 'integer' AND joined_rappen >= 0),
    left_rappen INTEGER NOT NULL
        CONSTRAINT assessed_line_left_is_whole_rappen CHECK (typeof(left_rappen) = 'integer' AND left_rappen >= 0)
);
CREATE INDEX assessed_line_of_year ON assessed_line (year, revision_id);
INSERT INTO assessed_line (year, revision_id, budget_line_id, residue_rappen, joined_rappen, left_rappen)
    SELECT assessment.year, NULL, line.id, 0, 0, 0
    FROM assessment JOIN budget_line AS line ON line.budget_id = assessment.budget_id
    WHERE line.obligation = 'assessed' ORDER BY assessment.year, line.position;

ALTER TABLE entry ADD COLUMN revision_id INTEGER REFERENCES revision (id);
CREATE INDEX entry_of_revision ON entry (revision_id) WHERE revision_id IS NOT NULL;

-- Guards that know the new acts ----------------------------------------------------------------------------------------

DROP TRIGGER entry_posting_is_known;
CREATE TRIGGER entry_posting_is_known BEFORE INSERT ON entry
WHEN (SELECT count(*) FROM (
        SELECT 'assess' AS act, 'receivable' AS debit, 'contributions' AS credit
        UNION ALL SELECT 'increase', 'receivable', 'contributions'
        UNION ALL SELECT 'reduce', 'contributions', 'receivable'
        UNION ALL SELECT 'receive', 'bank', 'unidentified'
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
    OR (NEW.receipt_id IS NOT NULL) <> (NEW.act IN ('receive', 'identify', 'allocate', 'give'))
    OR (NEW.budget_line_id IS NOT NULL) <> (NEW.act = 'give')
    OR (NEW.state IS NULL) <> (NEW.act = 'receive')
    OR (NEW.revision_id IS NULL AND NEW.act IN ('increase', 'reduce'))
    OR (NEW.revision_id IS NOT NULL AND NEW.act NOT IN ('assess', 'increase', 'reduce'))
BEGIN SELECT RAISE(ABORT, 'an entry names exactly the State, receipt, charge, line or revision that its act needs'); END;

CREATE TRIGGER entry_revision_is_of_its_year_and_day BEFORE INSERT ON entry
WHEN NEW.revision_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM revision
    JOIN charge ON charge.id = NEW.charge_id
    JOIN budget_line AS line ON line.id = charge.budget_line_id
    JOIN budget ON budget.id = line.budget_id
    WHERE revision.id = NEW.revision_id AND revision.year = budget.year AND revision.revised_on = NEW.value_date)
BEGIN SELECT RAISE(ABORT, 'a revision changes charges of its own year, on its own day'); END;

CREATE TRIGGER charge_is_one_for_its_line BEFORE INSERT ON charge
WHEN EXISTS (
    SELECT 1 FROM budget_line AS asked
    JOIN budget AS asked_budget ON asked_budget.id = asked.budget_id
    JOIN budget AS held_budget ON held_budget.year = asked_budget.year
    JOIN budget_line AS held ON held.budget_id = held_budget.id AND held.code = asked.code
    JOIN charge ON charge.budget_line_id = held.id AND charge.state = NEW.state
    WHERE asked.id = NEW.budget_line_id)
BEGIN SELECT RAISE(ABORT, 'a State has one charge for a line of a year'); END;

CREATE TRIGGER revision_follows_on BEFORE INSERT ON revision
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM revision WHERE year = NEW.year)
    OR NEW.revised_on < (SELECT max(decided_on) FROM (
        SELECT assessed_on AS decided_on FROM assessment WHERE year = NEW.year
        UNION ALL SELECT revised_on FROM revision WHERE year = NEW.year))
BEGIN SELECT RAISE(ABORT, 'revisions of a year are numbered without a gap, each on the day of the one before or later'); END;

CREATE TRIGGER revision_undoes_one_of_its_year BEFORE INSERT ON revision
WHEN NEW.undoes_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM revision AS undone WHERE undone.id = NEW.undoes_id AND undone.year = NEW.year AND undone.undoes_id IS NULL)
BEGIN SELECT RAISE(ABORT, 'a revision is taken back once, within its year'); END;

-- Append-only ------------------------------------------------------------------------------------------------------------

CREATE TRIGGER budget_line_is_never_changed BEFORE UPDATE ON budget_line
BEGIN SELECT RAISE(ABORT, 'the books are append-only: budget_line is never changed'); END;
CREATE TRIGGER budget_line_is_never_deleted BEFORE DELETE ON budget_line
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from budget_line'); END;

CREATE TRIGGER budget_line_share_is_never_changed BEFORE UPDATE ON budget_line_share
BEGIN SELECT RAISE(ABORT, 'the books are append-only: budget_line_share is never changed'); END;
CREATE TRIGGER budget_line_share_is_never_deleted BEFORE DELETE ON budget_line_share
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from budget_line_share'); END;

CREATE TRIGGER revision_is_never_changed BEFORE UPDATE ON revision
BEGIN SELECT RAISE(ABORT, 'the books are append-only: revision is never changed'); END;
CREATE TRIGGER revision_is_never_deleted BEFORE DELETE ON revision
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from revision'); END;

CREATE TRIGGER assessed_line_is_never_changed BEFORE UPDATE ON assessed_line
BEGIN SELECT RAISE(ABORT, 'the books are append-only: assessed_line is never changed'); END;
CREATE TRIGGER assessed_line_is_never_deleted BEFORE DELETE ON assessed_line
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from assessed_line'); END;
