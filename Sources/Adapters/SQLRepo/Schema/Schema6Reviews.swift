extension SchemaStep {
    static let reviews = SchemaStep(
        number: 6, name: "reviews",
        text: """
            -- Opinions about live entities; panel and kind are the entity's.
            CREATE TABLE evaluation (
                id {identity},
                entity_id BIGINT NOT NULL,
                panel_id BIGINT NOT NULL,
                kind TEXT NOT NULL,
                author_id BIGINT NOT NULL REFERENCES person (id),
                rating TEXT NOT NULL,
                mode_of_pathogenicity TEXT,
                publications TEXT,
                phenotypes TEXT,
                mode_of_inheritance TEXT,
                current_diagnostic SMALLINT NOT NULL CHECK (current_diagnostic IN (0, 1)),
                clinically_relevant SMALLINT CHECK (clinically_relevant IN (0, 1)),
                version TEXT,
                created BIGINT NOT NULL,
                modified BIGINT NOT NULL,
                last_updated BIGINT,
                FOREIGN KEY (entity_id, panel_id, kind) REFERENCES entity (id, panel_id, kind)
            );
            CREATE UNIQUE INDEX evaluation_once ON evaluation (entity_id, author_id);
            -- Who reviewed on a panel, and whether somebody has another review there.
            CREATE INDEX evaluation_reviewer ON evaluation (panel_id, kind, author_id, entity_id);
            CREATE INDEX evaluation_tally ON evaluation (panel_id, entity_id, rating);
            CREATE INDEX evaluation_author ON evaluation (author_id);

            -- Remarks on a review, or on the entity itself.
            CREATE TABLE comment (
                id {identity},
                evaluation_id BIGINT REFERENCES evaluation (id),
                entity_id BIGINT REFERENCES entity (id),
                author_id BIGINT REFERENCES person (id),
                text TEXT NOT NULL,
                flagged SMALLINT NOT NULL CHECK (flagged IN (0, 1)),
                version TEXT,
                created BIGINT NOT NULL,
                modified BIGINT NOT NULL,
                last_updated BIGINT,
                CONSTRAINT comment_of_one CHECK ((evaluation_id IS NULL) <> (entity_id IS NULL))
            );
            CREATE INDEX comment_evaluation ON comment (evaluation_id);
            CREATE INDEX comment_entity ON comment (entity_id);
            CREATE INDEX comment_author ON comment (author_id);

            -- History of an entity.
            CREATE TABLE track_record (
                id {identity},
                entity_id BIGINT NOT NULL REFERENCES entity (id),
                author_id BIGINT NOT NULL REFERENCES person (id),
                issue_type TEXT NOT NULL,
                issue_description TEXT NOT NULL,
                curator_status BIGINT NOT NULL,
                level BIGINT NOT NULL,
                created BIGINT NOT NULL,
                modified BIGINT NOT NULL
            );
            CREATE INDEX track_record_entity ON track_record (entity_id);
            CREATE INDEX track_record_author ON track_record (author_id);
            """)
}
