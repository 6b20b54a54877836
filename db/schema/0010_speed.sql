-- The books, version 10: guards and indexes that cost the same however many entries there are. Frozen, like the versions
-- before. No rule is new, and none is gone: each guard refuses what it refused before.

-- What SQLite would build anew for every entry (a table of postings, sets of acts) is a choice by the act here.
DROP TRIGGER entry_posting_is_known;
CREATE TRIGGER entry_posting_is_known BEFORE INSERT ON entry
WHEN CASE WHEN NEW.reverses_id IS NULL THEN NEW.debit ELSE NEW.credit END IS NOT CASE NEW.act
        WHEN 'assess' THEN 'receivable'
        WHEN 'receive' THEN 'bank'
        WHEN 'identify' THEN 'unidentified'
        WHEN 'allocate' THEN 'on_account'
        WHEN 'give' THEN 'on_account'
        WHEN 'set_aside' THEN 'unidentified'
        WHEN 'return' THEN 'unidentified'
        WHEN 'bear_fee' THEN 'bank_charges'
        WHEN 'increase' THEN 'receivable'
        WHEN 'reduce' THEN 'contributions' END
    OR CASE WHEN NEW.reverses_id IS NULL THEN NEW.credit ELSE NEW.debit END IS NOT CASE NEW.act
        WHEN 'assess' THEN 'contributions'
        WHEN 'receive' THEN 'unidentified'
        WHEN 'identify' THEN 'on_account'
        WHEN 'allocate' THEN 'receivable'
        WHEN 'give' THEN 'voluntary'
        WHEN 'set_aside' THEN 'set_aside'
        WHEN 'return' THEN 'bank'
        WHEN 'bear_fee' THEN 'receivable'
        WHEN 'increase' THEN 'contributions'
        WHEN 'reduce' THEN 'receivable' END
BEGIN SELECT RAISE(ABORT, 'this posting is not known to the books'); END;

-- Only an assessment may or may not name a revision. An act that is not known is refused above.
DROP TRIGGER entry_names_what_its_act_needs;
CREATE TRIGGER entry_names_what_its_act_needs BEFORE INSERT ON entry
WHEN NOT CASE NEW.act
    WHEN 'assess' THEN NEW.state IS NOT NULL AND NEW.charge_id IS NOT NULL
        AND coalesce(NEW.receipt_id, NEW.budget_line_id, NEW.bank_line_id) IS NULL
    WHEN 'receive' THEN NEW.receipt_id IS NOT NULL
        AND coalesce(NEW.state, NEW.charge_id, NEW.budget_line_id, NEW.bank_line_id, NEW.revision_id) IS NULL
    WHEN 'identify' THEN NEW.state IS NOT NULL AND NEW.receipt_id IS NOT NULL
        AND coalesce(NEW.charge_id, NEW.budget_line_id, NEW.bank_line_id, NEW.revision_id) IS NULL
    WHEN 'allocate' THEN NEW.state IS NOT NULL AND NEW.charge_id IS NOT NULL AND NEW.receipt_id IS NOT NULL
        AND coalesce(NEW.budget_line_id, NEW.bank_line_id, NEW.revision_id) IS NULL
    WHEN 'bear_fee' THEN NEW.state IS NOT NULL AND NEW.charge_id IS NOT NULL AND NEW.receipt_id IS NOT NULL
        AND coalesce(NEW.budget_line_id, NEW.bank_line_id, NEW.revision_id) IS NULL
    WHEN 'give' THEN NEW.state IS NOT NULL AND NEW.receipt_id IS NOT NULL AND NEW.budget_line_id IS NOT NULL
        AND coalesce(NEW.charge_id, NEW.bank_line_id, NEW.revision_id) IS NULL
    WHEN 'set_aside' THEN NEW.receipt_id IS NOT NULL
        AND coalesce(NEW.state, NEW.charge_id, NEW.budget_line_id, NEW.bank_line_id, NEW.revision_id) IS NULL
    WHEN 'return' THEN NEW.receipt_id IS NOT NULL AND NEW.bank_line_id IS NOT NULL
        AND coalesce(NEW.state, NEW.charge_id, NEW.budget_line_id, NEW.revision_id) IS NULL
    WHEN 'increase' THEN NEW.state IS NOT NULL AND NEW.charge_id IS NOT NULL AND NEW.revision_id IS NOT NULL
        AND coalesce(NEW.receipt_id, NEW.budget_line_id, NEW.bank_line_id) IS NULL
    WHEN 'reduce' THEN NEW.state IS NOT NULL AND NEW.charge_id IS NOT NULL AND NEW.revision_id IS NOT NULL
        AND coalesce(NEW.receipt_id, NEW.budget_line_id, NEW.bank_line_id) IS NULL END
BEGIN SELECT RAISE(ABORT, 'an entry names exactly the State, receipt, charge, line or revision that its act needs'); END;

-- The last day of a charge or receipt is added up once; only an entry before it looks at each day from its own on.
DROP TRIGGER entry_leaves_no_charge_below_zero;
CREATE TRIGGER entry_leaves_no_charge_below_zero AFTER INSERT ON entry
WHEN NEW.credit = 'receivable' AND CASE
    WHEN NOT EXISTS (SELECT 1 FROM entry WHERE charge_id = NEW.charge_id AND value_date > NEW.value_date)
    THEN (SELECT sum(CASE WHEN debit = 'receivable' THEN amount_rappen ELSE -amount_rappen END)
          FROM entry WHERE charge_id = NEW.charge_id) < 0
    ELSE EXISTS (
        SELECT 1 FROM (
            SELECT value_date, sum(CASE WHEN debit = 'receivable' THEN amount_rappen ELSE -amount_rappen END)
                       OVER (ORDER BY value_date) AS held
            FROM entry WHERE charge_id = NEW.charge_id)
        WHERE value_date >= NEW.value_date AND held < 0) END
BEGIN SELECT RAISE(ABORT, 'the charge would fall below zero'); END;

DROP TRIGGER entry_takes_no_more_than_the_receipt_holds;
CREATE TRIGGER entry_takes_no_more_than_the_receipt_holds AFTER INSERT ON entry
WHEN (NEW.debit = 'on_account' OR NEW.debit = 'unidentified') AND CASE
    WHEN NOT EXISTS (SELECT 1 FROM entry WHERE receipt_id = NEW.receipt_id AND value_date > NEW.value_date)
    THEN (SELECT coalesce(sum(CASE WHEN credit = NEW.debit THEN amount_rappen ELSE -amount_rappen END), -1)
          FROM entry
          WHERE receipt_id = NEW.receipt_id AND (debit = NEW.debit OR credit = NEW.debit)
            AND (NEW.debit = 'unidentified' OR state = NEW.state)) < 0
    ELSE EXISTS (
        SELECT 1 FROM (
            SELECT value_date, sum(CASE WHEN credit = NEW.debit THEN amount_rappen ELSE -amount_rappen END)
                       OVER (ORDER BY value_date) AS held
            FROM entry
            WHERE receipt_id = NEW.receipt_id AND (debit = NEW.debit OR credit = NEW.debit)
              AND (NEW.debit = 'unidentified' OR state = NEW.state))
        WHERE value_date >= NEW.value_date AND held < 0) END
BEGIN SELECT RAISE(ABORT, 'the receipt does not hold that much for this State on that day'); END;

-- What is open on charges is added up from this index alone, in its order, without looking at the entries themselves.
DROP INDEX entry_of_charge;
CREATE INDEX entry_of_charge ON entry (charge_id, value_date, recorded_at, act, debit, amount_rappen, revision_id)
    WHERE charge_id IS NOT NULL;

-- Which States have money on account is told by this index alone.
CREATE INDEX entry_on_account ON entry (state, value_date, debit, credit, amount_rappen)
    WHERE debit = 'on_account' OR credit = 'on_account';
