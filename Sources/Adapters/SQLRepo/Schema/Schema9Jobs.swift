extension SchemaStep {
    static let jobs = SchemaStep(
        number: 9, name: "jobs",
        text: """
            -- Outbox and idempotency record of background work (operations.md 6.3-6.7): written in the transaction that
            -- wants the work done, sent to the queue after it committed.
            CREATE TABLE job (
                id {identity},
                kind TEXT NOT NULL,
                once_key TEXT,
                body TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'running', 'done', 'failed')),
                attempts BIGINT NOT NULL DEFAULT 0,
                created BIGINT NOT NULL,
                run_after BIGINT NOT NULL,
                changed BIGINT NOT NULL,
                failure TEXT
            );
            CREATE UNIQUE INDEX job_once ON job (once_key);
            CREATE INDEX job_state ON job (state, run_after);
            """)
}
