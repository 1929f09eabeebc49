extension SchemaStep {
    static let history = SchemaStep(
        number: 7, name: "history",
        text: """
            -- The feed. frozen holds copies made when the line was written, as JSON.
            CREATE TABLE activity (
                id {identity},
                panel_id BIGINT REFERENCES panel (id),
                author_id BIGINT REFERENCES person (id),
                text TEXT NOT NULL,
                item_type TEXT,
                entity_type TEXT,
                entity_name TEXT,
                frozen TEXT NOT NULL,
                event TEXT NOT NULL,
                created BIGINT NOT NULL,
                modified BIGINT NOT NULL
            );
            CREATE INDEX activity_time ON activity (created, id);
            CREATE INDEX activity_panel ON activity (panel_id, created, id);
            CREATE INDEX activity_author ON activity (author_id);

            CREATE TABLE literature_assignment (
                id {identity},
                report_id TEXT NOT NULL,
                gene_symbol TEXT NOT NULL REFERENCES gene (symbol),
                status TEXT NOT NULL,
                assigned_to BIGINT REFERENCES person (id),
                assigned_at BIGINT,
                skipped_by BIGINT REFERENCES person (id),
                skipped_at BIGINT,
                skipped_reason TEXT NOT NULL,
                created BIGINT NOT NULL,
                updated BIGINT NOT NULL
            );
            CREATE UNIQUE INDEX literature_assignment_gene ON literature_assignment (report_id, gene_symbol);
            """)
}
