-- The books, version 5: runs of letters with one decision for every State, holds, and what was said with a State.
-- Frozen, like the versions before.

-- A State that is not written to until a day, with the reason; it ends by itself, or by a release.
CREATE TABLE hold (
    id INTEGER PRIMARY KEY,
    state TEXT NOT NULL REFERENCES state (iso3),
    from_on TEXT NOT NULL CONSTRAINT hold_from_on_is_a_day CHECK (date(from_on, '+0 days') IS from_on),
    until_on TEXT NOT NULL CONSTRAINT hold_until_on_is_a_day CHECK (date(until_on, '+0 days') IS until_on),
    why TEXT NOT NULL CONSTRAINT hold_has_a_reason CHECK (length(why) > 0),
    recorded_at TEXT NOT NULL,
    CONSTRAINT hold_ends_after_it_begins CHECK (from_on <= until_on)
);
CREATE INDEX hold_of_state ON hold (state);
CREATE TABLE hold_release (
    id INTEGER PRIMARY KEY,
    hold_id INTEGER NOT NULL UNIQUE REFERENCES hold (id),
    released_on TEXT NOT NULL CONSTRAINT hold_released_on_is_a_day CHECK (date(released_on, '+0 days') IS released_on),
    why TEXT NOT NULL CONSTRAINT hold_release_has_a_reason CHECK (length(why) > 0),
    recorded_at TEXT NOT NULL
);

-- A call, a meeting, a message or a promise to pay until a day.
CREATE TABLE contact (
    id INTEGER PRIMARY KEY,
    state TEXT NOT NULL REFERENCES state (iso3),
    kind TEXT NOT NULL CONSTRAINT contact_kind_is_known CHECK (kind IN ('call', 'meeting', 'message', 'promise')),
    contacted_on TEXT NOT NULL
        CONSTRAINT contact_contacted_on_is_a_day CHECK (date(contacted_on, '+0 days') IS contacted_on),
    until_on TEXT CONSTRAINT contact_until_on_is_a_day CHECK (date(until_on, '+0 days') IS until_on),
    words TEXT NOT NULL CONSTRAINT contact_has_words CHECK (length(words) > 0),
    recorded_at TEXT NOT NULL,
    CONSTRAINT contact_promises_until_a_day
        CHECK ((kind = 'promise') = (until_on IS NOT NULL) AND (until_on IS NULL OR contacted_on <= until_on))
);
CREATE INDEX contact_of_state ON contact (state);
CREATE TABLE contact_withdrawal (
    id INTEGER PRIMARY KEY,
    contact_id INTEGER NOT NULL UNIQUE REFERENCES contact (id),
    why TEXT NOT NULL CONSTRAINT contact_withdrawal_has_a_reason CHECK (length(why) > 0),
    recorded_at TEXT NOT NULL
);

-- One run of letters of a day: who is written to, who is not, and why; a cancelled run keeps its numbers.
CREATE TABLE letter_run (
    id INTEGER PRIMARY KEY,
    year INTEGER NOT NULL,
    letters_on TEXT NOT NULL CONSTRAINT letter_run_letters_on_is_a_day CHECK (date(letters_on, '+0 days') IS letters_on),
    data_until TEXT CONSTRAINT letter_run_data_until_is_a_day CHECK (date(data_until, '+0 days') IS data_until),
    unmatched_count INTEGER NOT NULL,
    unmatched_rappen INTEGER NOT NULL,
    recorded_at TEXT NOT NULL
);
CREATE TABLE letter_run_cancellation (
    id INTEGER PRIMARY KEY,
    letter_run_id INTEGER NOT NULL UNIQUE REFERENCES letter_run (id),
    why TEXT NOT NULL CONSTRAINT letter_run_cancellation_has_a_reason CHECK (length(why) > 0),
    recorded_at TEXT NOT NULL
);
CREATE TABLE letter_decision (
    id INTEGER PRIMARY KEY,
    letter_run_id INTEGER NOT NULL REFERENCES letter_run (id),
    state TEXT NOT NULL REFERENCES state (iso3),
    is_written INTEGER NOT NULL CONSTRAINT letter_decision_is_yes_or_no CHECK (is_written IN (0, 1)),
    kind TEXT NOT NULL,
    reason TEXT NOT NULL CONSTRAINT letter_decision_has_a_reason CHECK (length(reason) > 0),
    requested_rappen INTEGER NOT NULL
        CONSTRAINT letter_decision_requests_what_it_writes
        CHECK (typeof(requested_rappen) = 'integer' AND (requested_rappen > 0) = is_written),
    UNIQUE (letter_run_id, state)
);
CREATE TABLE letter (
    id INTEGER PRIMARY KEY,
    letter_decision_id INTEGER NOT NULL UNIQUE REFERENCES letter_decision (id),
    form TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    reference TEXT NOT NULL UNIQUE,
    language TEXT NOT NULL,
    channel TEXT NOT NULL,
    content TEXT NOT NULL,
    UNIQUE (form, year, serial)
);
CREATE TRIGGER letter_serial_is_gapless BEFORE INSERT ON letter
WHEN NEW.serial <> (SELECT coalesce(max(serial), 0) + 1 FROM letter WHERE form = NEW.form AND year = NEW.year)
BEGIN SELECT RAISE(ABORT, 'letters are numbered without a gap'); END;
CREATE TRIGGER letter_is_of_a_written_decision BEFORE INSERT ON letter
WHEN 1 IS NOT (SELECT is_written FROM letter_decision WHERE id = NEW.letter_decision_id)
BEGIN SELECT RAISE(ABORT, 'a letter belongs to a decision to write'); END;

-- What became of a letter.
CREATE TABLE letter_event (
    id INTEGER PRIMARY KEY,
    letter_id INTEGER NOT NULL REFERENCES letter (id),
    kind TEXT NOT NULL
        CONSTRAINT letter_event_kind_is_known CHECK (kind IN ('sent', 'delivered', 'acknowledged', 'replied')),
    happened_on TEXT NOT NULL
        CONSTRAINT letter_event_happened_on_is_a_day CHECK (date(happened_on, '+0 days') IS happened_on),
    channel TEXT NOT NULL,
    words TEXT NOT NULL,
    recorded_at TEXT NOT NULL
);
CREATE INDEX letter_event_of_letter ON letter_event (letter_id);

-- Append-only ------------------------------------------------------------------------------------------------------------

CREATE TRIGGER hold_is_never_changed BEFORE UPDATE ON hold
BEGIN SELECT RAISE(ABORT, 'the books are append-only: hold is never changed'); END;
CREATE TRIGGER hold_is_never_deleted BEFORE DELETE ON hold
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from hold'); END;

CREATE TRIGGER hold_release_is_never_changed BEFORE UPDATE ON hold_release
BEGIN SELECT RAISE(ABORT, 'the books are append-only: hold_release is never changed'); END;
CREATE TRIGGER hold_release_is_never_deleted BEFORE DELETE ON hold_release
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from hold_release'); END;

CREATE TRIGGER contact_is_never_changed BEFORE UPDATE ON contact
BEGIN SELECT RAISE(ABORT, 'the books are append-only: contact is never changed'); END;
CREATE TRIGGER contact_is_never_deleted BEFORE DELETE ON contact
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from contact'); END;

CREATE TRIGGER contact_withdrawal_is_never_changed BEFORE UPDATE ON contact_withdrawal
BEGIN SELECT RAISE(ABORT, 'the books are append-only: contact_withdrawal is never changed'); END;
CREATE TRIGGER contact_withdrawal_is_never_deleted BEFORE DELETE ON contact_withdrawal
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from contact_withdrawal'); END;

CREATE TRIGGER letter_run_is_never_changed BEFORE UPDATE ON letter_run
BEGIN SELECT RAISE(ABORT, 'the books are append-only: letter_run is never changed'); END;
CREATE TRIGGER letter_run_is_never_deleted BEFORE DELETE ON letter_run
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from letter_run'); END;

CREATE TRIGGER letter_run_cancellation_is_never_changed BEFORE UPDATE ON letter_run_cancellation
BEGIN SELECT RAISE(ABORT, 'the books are append-only: letter_run_cancellation is never changed'); END;
CREATE TRIGGER letter_run_cancellation_is_never_deleted BEFORE DELETE ON letter_run_cancellation
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from letter_run_cancellation'); END;

CREATE TRIGGER letter_decision_is_never_changed BEFORE UPDATE ON letter_decision
BEGIN SELECT RAISE(ABORT, 'the books are append-only: letter_decision is never changed'); END;
CREATE TRIGGER letter_decision_is_never_deleted BEFORE DELETE ON letter_decision
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from letter_decision'); END;

CREATE TRIGGER letter_is_never_changed BEFORE UPDATE ON letter
BEGIN SELECT RAISE(ABORT, 'the books are append-only: letter is never changed'); END;
CREATE TRIGGER letter_is_never_deleted BEFORE DELETE ON letter
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from letter'); END;

CREATE TRIGGER letter_event_is_never_changed BEFORE UPDATE ON letter_event
BEGIN SELECT RAISE(ABORT, 'the books are append-only: letter_event is never changed'); END;
CREATE TRIGGER letter_event_is_never_deleted BEFORE DELETE ON letter_event
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from letter_event'); END;
