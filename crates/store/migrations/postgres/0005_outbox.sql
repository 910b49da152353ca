-- Follow-ups: work that a change asks for, queued in its transaction, so that a notice can neither be forgotten nor sent
-- for something that did not happen. Rows stay when they are done: a row that is missing is then always a finding.

CREATE TABLE outbox (
    ledger_index bigint   NOT NULL,
    ordinal      integer  NOT NULL,
    job          text     NOT NULL,
    key          text     NOT NULL,
    due_ms       bigint,                -- when to take it up; empty when done or put aside
    attempts     integer  NOT NULL,
    carried_by   bigint,                -- the leaf and
    carried_by_ordinal integer,         -- place of the same work that stands for this one
    why          text,                  -- the last failure
    done_ms      bigint,
    body         bytea    NOT NULL,
    PRIMARY KEY (ledger_index, ordinal)
);

-- What waits, in the order in which it is taken up: as short as the queue.
CREATE INDEX outbox_due ON outbox (due_ms, ledger_index, ordinal) WHERE due_ms IS NOT NULL;
CREATE INDEX outbox_carried ON outbox (carried_by, carried_by_ordinal) WHERE carried_by IS NOT NULL;
CREATE INDEX outbox_aside ON outbox (ledger_index, ordinal) WHERE due_ms IS NULL AND done_ms IS NULL;
