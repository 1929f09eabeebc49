extension SchemaStep {
    static let site = SchemaStep(
        number: 8, name: "site",
        text: """
            CREATE TABLE home_text (
                id {identity},
                section BIGINT NOT NULL,
                title TEXT NOT NULL,
                href TEXT NOT NULL,
                text TEXT NOT NULL
            );

            -- Files whose bytes lie in the blob store. Each use numbers its own.
            CREATE TABLE file_record (
                purpose TEXT NOT NULL,
                id BIGINT NOT NULL,
                key TEXT NOT NULL,
                title TEXT NOT NULL,
                alt TEXT NOT NULL,
                is_imported SMALLINT NOT NULL CHECK (is_imported IN (0, 1)),
                log TEXT NOT NULL,
                created BIGINT,
                modified BIGINT,
                PRIMARY KEY (purpose, id)
            );

            -- Records of a source that belong to nothing any more, kept as they came.
            CREATE TABLE unattached_record (
                kind TEXT NOT NULL,
                id BIGINT NOT NULL,
                record TEXT NOT NULL,
                PRIMARY KEY (kind, id)
            );
            """)
}
