extension SchemaStep {
    static let people = SchemaStep(
        number: 1, name: "people",
        text: """
            CREATE TABLE person (
                id {identity},
                username TEXT NOT NULL,
                first_name TEXT NOT NULL,
                last_name TEXT NOT NULL,
                email TEXT NOT NULL,
                password_hash TEXT NOT NULL,
                is_active SMALLINT NOT NULL CHECK (is_active IN (0, 1)),
                is_staff SMALLINT NOT NULL CHECK (is_staff IN (0, 1)),
                is_superuser SMALLINT NOT NULL CHECK (is_superuser IN (0, 1)),
                last_login BIGINT,
                joined BIGINT NOT NULL,
                created BIGINT NOT NULL,
                modified BIGINT NOT NULL
            );
            CREATE UNIQUE INDEX person_username ON person (username);

            -- Absent for an account without a reviewer profile, which counts as external.
            CREATE TABLE reviewer_profile (
                person_id BIGINT NOT NULL PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
                role TEXT NOT NULL CHECK (role IN ('GEL', 'REVIEWER', 'EXTERNAL')),
                affiliation TEXT NOT NULL,
                workplace TEXT NOT NULL,
                job TEXT NOT NULL,
                team TEXT NOT NULL
            );

            -- One token a person; only its SHA-256 is kept.
            CREATE TABLE api_token (
                person_id BIGINT NOT NULL PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
                hash TEXT NOT NULL,
                created BIGINT NOT NULL
            );
            CREATE UNIQUE INDEX api_token_hash ON api_token (hash);

            CREATE TABLE person_group (
                id {identity},
                name TEXT NOT NULL
            );
            CREATE UNIQUE INDEX person_group_name ON person_group (name);

            CREATE TABLE person_group_member (
                group_id BIGINT NOT NULL REFERENCES person_group (id) ON DELETE CASCADE,
                person_id BIGINT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
                PRIMARY KEY (group_id, person_id)
            );
            CREATE INDEX person_group_member_person ON person_group_member (person_id);
            """)
}
