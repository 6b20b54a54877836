-- The books, version 5: holds on letters, and what was said with a State. Frozen, like the versions before.

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
