extension SchemaStep {
    static let accounts = SchemaStep(
        number: 10, name: "accounts",
        text: """
            -- What an account's one mark is_active cannot tell. An account without a row was moved from an original:
            -- when it is inactive, nobody knows why, and no link activates it.
            CREATE TABLE account_state (
                person_id BIGINT NOT NULL PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
                email_verified BIGINT,
                disabled BIGINT,
                password_changed BIGINT,
                -- Raised whenever the links that were mailed so far must end.
                link_counter BIGINT NOT NULL DEFAULT 0
            );
            -- Originals may hold one address twice; new accounts are kept apart under a lock.
            CREATE INDEX person_email_key ON person (lower(email));

            CREATE TABLE login_session (
                id {identity},
                person_id BIGINT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
                key_hash TEXT NOT NULL,
                created BIGINT NOT NULL,
                last_seen BIGINT NOT NULL,
                expires BIGINT NOT NULL,
                user_agent TEXT NOT NULL,
                address TEXT NOT NULL
            );
            CREATE UNIQUE INDEX login_session_key ON login_session (key_hash);
            CREATE INDEX login_session_person ON login_session (person_id);
            CREATE INDEX login_session_expires ON login_session (expires);

            -- Failed logins, mails asked for, and whatever else may not be tried without end.
            CREATE TABLE attempt (
                id {identity},
                scope TEXT NOT NULL,
                digest TEXT NOT NULL,
                moment BIGINT NOT NULL
            );
            CREATE INDEX attempt_subject ON attempt (scope, digest, moment);
            CREATE INDEX attempt_moment ON attempt (moment);

            -- For display; empty for a token that came as a digest.
            ALTER TABLE api_token ADD COLUMN prefix TEXT NOT NULL DEFAULT '';
            ALTER TABLE api_token ADD COLUMN last_used BIGINT;

            -- Who decided what about an account, and when.
            CREATE TABLE account_log (
                id {identity},
                person_id BIGINT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
                author_id BIGINT REFERENCES person (id) ON DELETE SET NULL,
                event TEXT NOT NULL,
                detail TEXT NOT NULL,
                moment BIGINT NOT NULL
            );
            CREATE INDEX account_log_person ON account_log (person_id, moment);
            """)
}
