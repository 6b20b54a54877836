-- The books, version 7: what was reported, so that what has changed since can be told. Frozen, like the versions before.

CREATE TABLE report_snapshot (
    id INTEGER PRIMARY KEY,
    as_of TEXT NOT NULL CONSTRAINT report_snapshot_as_of_is_a_day CHECK (date(as_of, '+0 days') IS as_of),
    year INTEGER NOT NULL,
    words TEXT NOT NULL,
    figures TEXT NOT NULL CONSTRAINT report_snapshot_has_figures CHECK (length(figures) > 0),
    recorded_at TEXT NOT NULL
);

CREATE TRIGGER report_snapshot_is_never_changed BEFORE UPDATE ON report_snapshot
BEGIN SELECT RAISE(ABORT, 'the books are append-only: report_snapshot is never changed'); END;
CREATE TRIGGER report_snapshot_is_never_deleted BEFORE DELETE ON report_snapshot
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from report_snapshot'); END;
