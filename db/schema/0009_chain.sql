-- The books, version 9: a chain of links over every row that is kept, so that no row can be changed, taken out or slipped in
-- unseen. Frozen, like the versions before. How a link is worked out: db/links.py.

-- One link for each transaction; 'whole' covers every row there is (at a new version), 'rows' those of its transaction.
CREATE TABLE link (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CONSTRAINT link_kind_is_known CHECK (kind IN ('whole', 'rows')),
    recorded_at TEXT NOT NULL
        CONSTRAINT link_recorded_at_is_a_moment
        CHECK (recorded_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]'),
    before TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE
        CONSTRAINT link_hash_is_sha256 CHECK (length(hash) = 64 AND hash NOT GLOB '*[^0-9a-f]*')
);
CREATE TRIGGER link_follows_on BEFORE INSERT ON link
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM link)
    OR NEW.before IS NOT coalesce((SELECT hash FROM link ORDER BY id DESC LIMIT 1), '')
BEGIN SELECT RAISE(ABORT, 'a link follows on from the one before'); END;

-- Rows of one table in a link that follow each other: 16 bytes for each.
CREATE TABLE link_part (
    link_id INTEGER NOT NULL REFERENCES link (id),
    table_name TEXT NOT NULL,
    first_row INTEGER NOT NULL CONSTRAINT link_part_first_row_is_a_number CHECK (typeof(first_row) = 'integer'),
    last_row INTEGER NOT NULL CONSTRAINT link_part_last_row_is_a_number CHECK (typeof(last_row) = 'integer'),
    digests BLOB NOT NULL
        CONSTRAINT link_part_has_16_bytes_a_row
        CHECK (typeof(digests) = 'blob' AND first_row <= last_row AND length(digests) = 16 * (last_row - first_row + 1)),
    PRIMARY KEY (link_id, table_name, first_row)
);
CREATE TRIGGER link_part_is_of_the_newest_link BEFORE INSERT ON link_part
WHEN NEW.link_id IS NOT (SELECT max(id) FROM link)
BEGIN SELECT RAISE(ABORT, 'a part is of the newest link'); END;

-- That a link must come: a row of any table asks for the next one, and no transaction ends without it.
CREATE TABLE link_due (
    link_id INTEGER PRIMARY KEY REFERENCES link (id) DEFERRABLE INITIALLY DEFERRED
);

-- A row whose words about a person were overwritten because the person asked for it: 16 bytes over what stands there now.
CREATE TABLE forgotten_row (
    id INTEGER PRIMARY KEY,
    table_name TEXT NOT NULL
        CONSTRAINT forgotten_row_is_of_a_person CHECK (table_name IN ('contact', 'mission', 'logged_command')),
    row_number INTEGER NOT NULL CONSTRAINT forgotten_row_number_is_a_number CHECK (typeof(row_number) = 'integer'),
    digest BLOB NOT NULL
        CONSTRAINT forgotten_row_has_16_bytes CHECK (typeof(digest) = 'blob' AND length(digest) = 16),
    recorded_at TEXT NOT NULL
        CONSTRAINT forgotten_row_recorded_at_is_a_moment
        CHECK (recorded_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]')
);

CREATE TRIGGER assessed_line_is_chained AFTER INSERT ON assessed_line
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER assessment_is_chained AFTER INSERT ON assessment
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER bank_account_is_chained AFTER INSERT ON bank_account
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER bank_debit_standing_is_chained AFTER INSERT ON bank_debit_standing
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER bank_file_is_chained AFTER INSERT ON bank_file
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER bank_line_is_chained AFTER INSERT ON bank_line
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER bank_line_again_is_chained AFTER INSERT ON bank_line_again
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER bank_mapping_is_chained AFTER INSERT ON bank_mapping
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER bank_notice_is_chained AFTER INSERT ON bank_notice
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER bank_payment_is_chained AFTER INSERT ON bank_payment
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER bank_statement_is_chained AFTER INSERT ON bank_statement
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER budget_is_chained AFTER INSERT ON budget
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER budget_line_is_chained AFTER INSERT ON budget_line
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER budget_line_share_is_chained AFTER INSERT ON budget_line_share
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER charge_is_chained AFTER INSERT ON charge
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER closing_is_chained AFTER INSERT ON closing
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER contact_is_chained AFTER INSERT ON contact
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER contact_withdrawal_is_chained AFTER INSERT ON contact_withdrawal
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER designation_is_chained AFTER INSERT ON designation
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER designation_part_is_chained AFTER INSERT ON designation_part
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER dispute_is_chained AFTER INSERT ON dispute
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER dispute_end_is_chained AFTER INSERT ON dispute_end
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER entry_is_chained AFTER INSERT ON entry
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER forgotten_row_is_chained AFTER INSERT ON forgotten_row
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER hold_is_chained AFTER INSERT ON hold
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER hold_release_is_chained AFTER INSERT ON hold_release
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER instalment_is_chained AFTER INSERT ON instalment
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER invoice_is_chained AFTER INSERT ON invoice
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER letter_is_chained AFTER INSERT ON letter
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER letter_decision_is_chained AFTER INSERT ON letter_decision
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER letter_event_is_chained AFTER INSERT ON letter_event
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER letter_run_is_chained AFTER INSERT ON letter_run
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER letter_run_cancellation_is_chained AFTER INSERT ON letter_run_cancellation
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER mission_is_chained AFTER INSERT ON mission
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER office_is_chained AFTER INSERT ON office
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER payer_account_is_chained AFTER INSERT ON payer_account
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER payment_plan_is_chained AFTER INSERT ON payment_plan
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER payment_plan_end_is_chained AFTER INSERT ON payment_plan_end
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER pledge_is_chained AFTER INSERT ON pledge
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER pledge_cancellation_is_chained AFTER INSERT ON pledge_cancellation
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER receipt_is_chained AFTER INSERT ON receipt
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER report_snapshot_is_chained AFTER INSERT ON report_snapshot
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER revision_is_chained AFTER INSERT ON revision
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER rule_is_chained AFTER INSERT ON rule
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER scale_is_chained AFTER INSERT ON scale
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER scale_rate_is_chained AFTER INSERT ON scale_rate
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER schema_version_is_chained AFTER INSERT ON schema_version
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER state_is_chained AFTER INSERT ON state
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;
CREATE TRIGGER state_version_is_chained AFTER INSERT ON state_version
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;

CREATE TRIGGER logged_command_is_chained AFTER INSERT ON logged_command
WHEN NOT EXISTS (SELECT 1 FROM link_due WHERE link_id = (SELECT coalesce(max(id), 0) + 1 FROM link))
BEGIN INSERT INTO link_due SELECT coalesce(max(id), 0) + 1 FROM link; END;

-- Append-only ------------------------------------------------------------------------------------------------------------

CREATE TRIGGER link_is_never_changed BEFORE UPDATE ON link
BEGIN SELECT RAISE(ABORT, 'the books are append-only: link is never changed'); END;
CREATE TRIGGER link_is_never_deleted BEFORE DELETE ON link
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from link'); END;

CREATE TRIGGER link_part_is_never_changed BEFORE UPDATE ON link_part
BEGIN SELECT RAISE(ABORT, 'the books are append-only: link_part is never changed'); END;
CREATE TRIGGER link_part_is_never_deleted BEFORE DELETE ON link_part
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from link_part'); END;

CREATE TRIGGER link_due_is_never_changed BEFORE UPDATE ON link_due
BEGIN SELECT RAISE(ABORT, 'the books are append-only: link_due is never changed'); END;
CREATE TRIGGER link_due_is_never_deleted BEFORE DELETE ON link_due
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from link_due'); END;

CREATE TRIGGER forgotten_row_is_never_changed BEFORE UPDATE ON forgotten_row
BEGIN SELECT RAISE(ABORT, 'the books are append-only: forgotten_row is never changed'); END;
CREATE TRIGGER forgotten_row_is_never_deleted BEFORE DELETE ON forgotten_row
BEGIN SELECT RAISE(ABORT, 'the books are append-only: nothing is deleted from forgotten_row'); END;
