extension SchemaStep {
    static let versions = SchemaStep(
        number: 4, name: "versions",
        text: """
            -- A frozen version is the content at a revision.
            CREATE TABLE panel_version (
                panel_id BIGINT NOT NULL REFERENCES panel (id),
                major BIGINT NOT NULL CHECK (major >= 0),
                minor BIGINT NOT NULL CHECK (minor >= 0),
                revision BIGINT NOT NULL,
                frozen_at BIGINT NOT NULL,
                reason TEXT,
                schema_version TEXT NOT NULL,
                signed_off_on TEXT,
                is_imported SMALLINT NOT NULL CHECK (is_imported IN (0, 1)),
                PRIMARY KEY (panel_id, major, minor)
            );
            CREATE UNIQUE INDEX panel_version_signed_off ON panel_version (panel_id) WHERE signed_off_on IS NOT NULL;

            -- Imported documents, compact and in gzip form; size is that of the plain text in bytes.
            CREATE TABLE version_document (
                panel_id BIGINT NOT NULL,
                major BIGINT NOT NULL,
                minor BIGINT NOT NULL,
                gzip {blob} NOT NULL,
                size BIGINT NOT NULL,
                PRIMARY KEY (panel_id, major, minor),
                FOREIGN KEY (panel_id, major, minor) REFERENCES panel_version (panel_id, major, minor) ON DELETE CASCADE
            );

            -- Children of a frozen super panel. A version of a child that is not stored here has no revision.
            CREATE TABLE version_child (
                panel_id BIGINT NOT NULL,
                major BIGINT NOT NULL,
                minor BIGINT NOT NULL,
                position BIGINT NOT NULL,
                child_id BIGINT NOT NULL REFERENCES panel (id),
                child_major BIGINT NOT NULL,
                child_minor BIGINT NOT NULL,
                child_revision BIGINT,
                PRIMARY KEY (panel_id, major, minor, position),
                FOREIGN KEY (panel_id, major, minor) REFERENCES panel_version (panel_id, major, minor) ON DELETE CASCADE
            );
            CREATE INDEX version_child_child ON version_child (child_id);

            -- When each revision of a panel began; by id also the feed of changes over all panels. Rows are added under a
            -- lock that is held until the transaction ends, so ids rise in the order of commits and no reader of the feed
            -- can pass a change that commits later.
            CREATE TABLE panel_change (
                id {identity},
                panel_id BIGINT NOT NULL REFERENCES panel (id),
                revision BIGINT NOT NULL,
                at BIGINT NOT NULL,
                author_id BIGINT REFERENCES person (id)
            );
            CREATE UNIQUE INDEX panel_change_revision ON panel_change (panel_id, revision);
            CREATE INDEX panel_change_at ON panel_change (panel_id, at, revision);
            CREATE INDEX panel_change_author ON panel_change (author_id);
            """)
}
