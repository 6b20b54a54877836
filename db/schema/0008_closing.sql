-- The books, version 8: months that are closed, and the log of who changed what. Frozen, like the versions before.

-- Which months are closed: the newest row counts. Closing goes month by month, reopening takes the last one back.

CREATE TABLE closing (
    id INTEGER PRIMARY KEY,
    act TEXT NOT NULL CONSTRAINT closing_act_is_known CHECK (act IN ('close', 'reopen')),
    month_end TEXT NOT NULL CONSTRAINT closing_month_end_is_the_last_of_a_month
        CHECK (date(month_end, '+0 days') IS month_end AND date(month_end, '+1 day') LIKE '%-01'),
    closed_until TEXT CONSTRAINT closing_closed_until_is_the_last_of_a_month
        CHECK (date(closed_until, '+0 days') IS closed_until AND coalesce(date(closed_until, '+1 day'), '-01') LIKE '%-01'),
    difference_rappen INTEGER
        CONSTRAINT closing_difference_is_whole_rappen CHECK (typeof(difference_rappen) IN ('integer', 'null')),
    unidentified_count INTEGER NOT NULL
        CONSTRAINT closing_unidentified_count_is_a_count CHECK (typeof(unidentified_count) = 'integer'),
    unidentified_rappen INTEGER NOT NULL
        CONSTRAINT closing_unidentified_is_whole_rappen CHECK (typeof(unidentified_rappen) = 'integer'),
    undecided_debits_count INTEGER NOT NULL
        CONSTRAINT closing_undecided_debits_count_is_a_count CHECK (typeof(undecided_debits_count) = 'integer'),
    why TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    CONSTRAINT closing_has_no_difference_or_a_reason
        CHECK (act = 'reopen' OR difference_rappen IS 0 OR length(why) > 0),
    CONSTRAINT closing_is_reopened_for_a_reason CHECK (act = 'close' OR length(why) > 0)
);

CREATE TRIGGER closing_keeps_its_place BEFORE INSERT ON closing
WHEN NEW.id > 0 AND EXISTS (SELECT 1 FROM closing WHERE id >= NEW.id)
BEGIN SELECT RAISE(ABORT, 'a closing is never replaced; a new one comes last'); END;

CREATE TRIGGER closing_goes_month_by_month BEFORE INSERT ON closing
WHEN NEW.act = 'close' AND (
    NEW.closed_until IS NOT NEW.month_end
    OR NEW.month_end <> (
        SELECT date(closed_until, '+1 day', '+1 month', '-1 day') FROM closing ORDER BY id DESC LIMIT 1))
BEGIN SELECT RAISE(ABORT, 'months are closed one after the other'); END;

CREATE TRIGGER closing_reopens_the_last_month BEFORE INSERT ON closing
WHEN NEW.act = 'reopen' AND (
    NEW.month_end IS NOT (SELECT closed_until FROM closing ORDER BY id DESC LIMIT 1)
    OR NEW.closed_until IS NOT (
        SELECT before.closed_until FROM closing AS before
        WHERE before.id < (
            SELECT max(closed.id) FROM closing AS closed WHERE closed.act = 'close' AND closed.month_end = NEW.month_end)
        ORDER BY before.id DESC LIMIT 1))
BEGIN SELECT RAISE(ABORT, 'only the last closed month is reopened, and what was closed before it stays closed'); END;

CREATE TRIGGER closing_is_never_changed BEFORE UPDATE ON closing
BEGIN SELECT RAISE(ABORT, 'the books are append-only: closing is never changed'); END;
CREATE TRIGGER closing_is_never_deleted BEFORE DELETE ON closing
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from closing'); END;

CREATE TRIGGER entry_stays_out_of_closed_months BEFORE INSERT ON entry
WHEN NEW.value_date <= (SELECT closed_until FROM closing ORDER BY id DESC LIMIT 1)
BEGIN SELECT RAISE(ABORT, 'the month of this value date is closed'); END;

-- Who did what, when, with which file. Written within the transaction that it tells of.

CREATE TABLE logged_command (
    id INTEGER PRIMARY KEY,
    said_by TEXT NOT NULL CONSTRAINT logged_command_is_somebodys CHECK (length(said_by) > 0),
    words TEXT NOT NULL CONSTRAINT logged_command_has_words CHECK (length(words) > 0),
    files TEXT NOT NULL,
    remark TEXT NOT NULL,
    wrote TEXT NOT NULL,
    recorded_at TEXT NOT NULL
        CONSTRAINT logged_command_recorded_at_is_a_moment
        CHECK (recorded_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]')
);

CREATE TRIGGER logged_command_comes_after_the_one_before BEFORE INSERT ON logged_command
WHEN EXISTS (SELECT 1 FROM logged_command WHERE recorded_at >= NEW.recorded_at OR (NEW.id > 0 AND id >= NEW.id))
BEGIN SELECT RAISE(ABORT, 'the log runs forward: a command comes after the one before it'); END;

CREATE TRIGGER logged_command_is_never_changed BEFORE UPDATE ON logged_command
BEGIN SELECT RAISE(ABORT, 'the books are append-only: logged_command is never changed'); END;
CREATE TRIGGER logged_command_is_never_deleted BEFORE DELETE ON logged_command
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from logged_command'); END;
