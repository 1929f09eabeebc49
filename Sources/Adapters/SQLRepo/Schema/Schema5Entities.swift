extension SchemaStep {
    static let entities = SchemaStep(
        number: 5, name: "entities",
        text: """
            -- Identity of an entity of one panel; its name is the latest. occurrence tells apart the doubles that imported
            -- panels hold; writers here only make 0.
            CREATE TABLE entity (
                id {identity},
                panel_id BIGINT NOT NULL REFERENCES panel (id),
                kind TEXT NOT NULL CHECK (kind IN ('gene', 'str', 'region')),
                name TEXT NOT NULL,
                occurrence BIGINT NOT NULL DEFAULT 0,
                gene_symbol TEXT REFERENCES gene (symbol),
                is_live SMALLINT NOT NULL CHECK (is_live IN (0, 1)),
                created BIGINT NOT NULL,
                modified BIGINT NOT NULL
            );
            -- What a foreign key that carries panel and kind along points at.
            CREATE UNIQUE INDEX entity_identity ON entity (id, panel_id, kind);
            CREATE UNIQUE INDEX entity_live_name ON entity (panel_id, kind, name, occurrence) WHERE is_live = 1;
            CREATE INDEX entity_panel_name ON entity (panel_id, kind, name);
            CREATE INDEX entity_name ON entity (kind, name, panel_id) WHERE is_live = 1;
            CREATE INDEX entity_gene ON entity (gene_symbol);

            -- States of entities: the ready document and the marks, valid for revisions seq_from up to but not including
            -- seq_to. panel_offset is where the owning panel's object goes in.
            CREATE TABLE entity_revision (
                entity_id BIGINT NOT NULL,
                panel_id BIGINT NOT NULL,
                kind TEXT NOT NULL,
                seq_from BIGINT NOT NULL,
                seq_to BIGINT NOT NULL DEFAULT {live},
                name TEXT NOT NULL,
                sort_key {binary} NOT NULL,
                confidence SMALLINT,
                flagged SMALLINT NOT NULL CHECK (flagged IN (0, 1)),
                ready SMALLINT NOT NULL CHECK (ready IN (0, 1)),
                panel_offset BIGINT NOT NULL,
                document TEXT NOT NULL,
                PRIMARY KEY (entity_id, seq_from),
                FOREIGN KEY (entity_id, panel_id, kind) REFERENCES entity (id, panel_id, kind),
                CONSTRAINT entity_revision_range CHECK (seq_from < seq_to)
            ) {wide rows};
            CREATE UNIQUE INDEX entity_revision_live ON entity_revision (entity_id) WHERE seq_to = {live};
            -- The live content in document order.
            CREATE INDEX entity_revision_order ON entity_revision (panel_id, confidence DESC {nulls last}, sort_key)
                WHERE seq_to = {live};
            -- The content at a revision, and what ended in a range of revisions.
            CREATE INDEX entity_revision_end ON entity_revision (panel_id, seq_to, seq_from);
            -- What began in a range of revisions.
            CREATE INDEX entity_revision_begin ON entity_revision (panel_id, seq_from);

            CREATE TABLE entity_tag (
                entity_id BIGINT NOT NULL REFERENCES entity (id),
                tag_id BIGINT NOT NULL REFERENCES tag (id),
                PRIMARY KEY (entity_id, tag_id)
            );
            CREATE INDEX entity_tag_tag ON entity_tag (tag_id);

            -- Sources of live entities. role is the author's when the evidence was given (decision 6).
            CREATE TABLE evidence (
                id {identity},
                entity_id BIGINT NOT NULL REFERENCES entity (id),
                name TEXT NOT NULL,
                rating BIGINT NOT NULL,
                comment TEXT NOT NULL,
                author_id BIGINT REFERENCES person (id),
                role TEXT CHECK (role IN ('GEL', 'REVIEWER', 'EXTERNAL')),
                created BIGINT NOT NULL,
                modified BIGINT NOT NULL
            );
            CREATE INDEX evidence_entity ON evidence (entity_id);
            CREATE INDEX evidence_author ON evidence (author_id);
            """)
}
