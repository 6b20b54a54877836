-- The books, version 6: kinds and forms of letters, several missions of a State, payment plans, disputed charges.
-- Frozen, like the versions before.

-- A letter of thanks is written and requests nothing.
DROP TRIGGER letter_is_of_a_written_decision;
CREATE TABLE letter_decision_before AS SELECT * FROM letter_decision;
DROP TABLE letter_decision;
CREATE TABLE letter_decision (
    id INTEGER PRIMARY KEY,
    letter_run_id INTEGER NOT NULL REFERENCES letter_run (id),
    state TEXT NOT NULL REFERENCES state (iso3),
    is_written INTEGER NOT NULL CONSTRAINT letter_decision_is_yes_or_no CHECK (is_written IN (0, 1)),
    kind TEXT NOT NULL,
    reason TEXT NOT NULL CONSTRAINT letter_decision_has_a_reason CHECK (length(reason) > 0),
    requested_rappen INTEGER NOT NULL
        CONSTRAINT letter_decision_requests_what_it_writes
        CHECK (typeof(requested_rappen) = 'integer' AND requested_rappen >= 0 AND (requested_rappen = 0 OR is_written)),
    UNIQUE (letter_run_id, state)
);
INSERT INTO letter_decision SELECT * FROM letter_decision_before;
DROP TABLE letter_decision_before;
CREATE TRIGGER letter_is_of_a_written_decision BEFORE INSERT ON letter
WHEN 1 IS NOT (SELECT is_written FROM letter_decision WHERE id = NEW.letter_decision_id)
BEGIN SELECT RAISE(ABORT, 'a letter belongs to a decision to write'); END;
CREATE TRIGGER letter_decision_is_never_changed BEFORE UPDATE ON letter_decision
BEGIN SELECT RAISE(ABORT, 'the books are append-only: letter_decision is never changed'); END;
CREATE TRIGGER letter_decision_is_never_deleted BEFORE DELETE ON letter_decision
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from letter_decision'); END;

-- What a run is for, and in which form it is written: by the office in the third person, or signed by the President.
ALTER TABLE letter_run ADD COLUMN purpose TEXT NOT NULL DEFAULT 'request'
    CONSTRAINT letter_run_purpose_is_known CHECK (purpose IN ('request', 'thanks', 'receipt', 'plan'));
ALTER TABLE letter_run ADD COLUMN form TEXT NOT NULL DEFAULT 'note verbale'
    CONSTRAINT letter_run_form_is_known CHECK (form IN ('note verbale', 'formal letter'));

-- Where a mission of a State is: to one letters go, others get a copy or are known only.
ALTER TABLE mission ADD COLUMN post TEXT NOT NULL DEFAULT 'Geneva'
    CONSTRAINT mission_post_is_named CHECK (length(post) > 0);
ALTER TABLE mission ADD COLUMN use TEXT NOT NULL DEFAULT 'letters'
    CONSTRAINT mission_use_is_known CHECK (use IN ('letters', 'copy', 'none'));

-- A State pays what it owes of years before in instalments; the sums stay owed.
CREATE TABLE payment_plan (
    id INTEGER PRIMARY KEY,
    state TEXT NOT NULL REFERENCES state (iso3),
    agreed_on TEXT NOT NULL CONSTRAINT payment_plan_agreed_on_is_a_day CHECK (date(agreed_on, '+0 days') IS agreed_on),
    words TEXT NOT NULL CONSTRAINT payment_plan_has_words CHECK (length(words) > 0),
    recorded_at TEXT NOT NULL
);
CREATE INDEX payment_plan_of_state ON payment_plan (state);
CREATE TABLE instalment (
    id INTEGER PRIMARY KEY,
    payment_plan_id INTEGER NOT NULL REFERENCES payment_plan (id),
    due_on TEXT NOT NULL CONSTRAINT instalment_due_on_is_a_day CHECK (date(due_on, '+0 days') IS due_on),
    amount_rappen INTEGER NOT NULL
        CONSTRAINT instalment_is_some CHECK (typeof(amount_rappen) = 'integer' AND amount_rappen > 0),
    UNIQUE (payment_plan_id, due_on)
);
CREATE TABLE payment_plan_end (
    id INTEGER PRIMARY KEY,
    payment_plan_id INTEGER NOT NULL UNIQUE REFERENCES payment_plan (id),
    ended_on TEXT NOT NULL CONSTRAINT payment_plan_end_ended_on_is_a_day CHECK (date(ended_on, '+0 days') IS ended_on),
    why TEXT NOT NULL CONSTRAINT payment_plan_end_has_a_reason CHECK (length(why) > 0),
    recorded_at TEXT NOT NULL
);

-- A charge that a State disputes: it stays owed and is shown below the total, and no letter asks for it.
CREATE TABLE dispute (
    id INTEGER PRIMARY KEY,
    charge_id INTEGER NOT NULL REFERENCES charge (id),
    disputed_on TEXT NOT NULL CONSTRAINT dispute_disputed_on_is_a_day CHECK (date(disputed_on, '+0 days') IS disputed_on),
    why TEXT NOT NULL CONSTRAINT dispute_has_a_reason CHECK (length(why) > 0),
    recorded_at TEXT NOT NULL
);
CREATE INDEX dispute_of_charge ON dispute (charge_id);
CREATE TABLE dispute_end (
    id INTEGER PRIMARY KEY,
    dispute_id INTEGER NOT NULL UNIQUE REFERENCES dispute (id),
    ended_on TEXT NOT NULL CONSTRAINT dispute_end_ended_on_is_a_day CHECK (date(ended_on, '+0 days') IS ended_on),
    why TEXT NOT NULL CONSTRAINT dispute_end_has_a_reason CHECK (length(why) > 0),
    recorded_at TEXT NOT NULL
);

-- Append-only ------------------------------------------------------------------------------------------------------------

CREATE TRIGGER payment_plan_is_never_changed BEFORE UPDATE ON payment_plan
BEGIN SELECT RAISE(ABORT, 'the books are append-only: payment_plan is never changed'); END;
CREATE TRIGGER payment_plan_is_never_deleted BEFORE DELETE ON payment_plan
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from payment_plan'); END;

CREATE TRIGGER instalment_is_never_changed BEFORE UPDATE ON instalment
BEGIN SELECT RAISE(ABORT, 'the books are append-only: instalment is never changed'); END;
CREATE TRIGGER instalment_is_never_deleted BEFORE DELETE ON instalment
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from instalment'); END;

CREATE TRIGGER payment_plan_end_is_never_changed BEFORE UPDATE ON payment_plan_end
BEGIN SELECT RAISE(ABORT, 'the books are append-only: payment_plan_end is never changed'); END;
CREATE TRIGGER payment_plan_end_is_never_deleted BEFORE DELETE ON payment_plan_end
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from payment_plan_end'); END;

CREATE TRIGGER dispute_is_never_changed BEFORE UPDATE ON dispute
BEGIN SELECT RAISE(ABORT, 'the books are append-only: dispute is never changed'); END;
CREATE TRIGGER dispute_is_never_deleted BEFORE DELETE ON dispute
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from dispute'); END;

CREATE TRIGGER dispute_end_is_never_changed BEFORE UPDATE ON dispute_end
BEGIN SELECT RAISE(ABORT, 'the books are append-only: dispute_end is never changed'); END;
CREATE TRIGGER dispute_end_is_never_deleted BEFORE DELETE ON dispute_end
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from dispute_end'); END;
