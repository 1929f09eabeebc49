extension SchemaStep {
    static let panelLists = SchemaStep(
        number: 15, name: "panel lists",
        text: """
            -- Panel lists that were uploaded here, whose bytes lie in the blob store, and what their import said.
            CREATE TABLE panel_list (
                id {identity},
                uploader_id BIGINT NOT NULL REFERENCES person (id),
                name TEXT NOT NULL,
                size BIGINT NOT NULL CHECK (size >= 0),
                sha256 TEXT NOT NULL,
                key TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('received', 'waiting', 'imported', 'refused', 'failed')),
                log TEXT NOT NULL,
                created BIGINT NOT NULL,
                changed BIGINT NOT NULL
            );
            CREATE UNIQUE INDEX panel_list_key ON panel_list (key);
            CREATE INDEX panel_list_created ON panel_list (created, id);
            -- Whether the same file was imported before.
            CREATE INDEX panel_list_content ON panel_list (sha256);
            """)
}
