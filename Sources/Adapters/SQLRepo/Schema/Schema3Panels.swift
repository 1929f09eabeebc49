extension SchemaStep {
    static let panels = SchemaStep(
        number: 3, name: "panels",
        text: """
            CREATE TABLE panel_type (
                id {identity},
                name TEXT NOT NULL,
                slug TEXT NOT NULL,
                description TEXT NOT NULL
            );
            CREATE UNIQUE INDEX panel_type_name ON panel_type (name);
            CREATE UNIQUE INDEX panel_type_slug ON panel_type (slug);

            -- Narrow on purpose: the counters are read by every request. revision rises with every change of content,
            -- activity with every change that shows on pages only.
            CREATE TABLE panel (
                id {identity},
                old_code TEXT,
                created BIGINT NOT NULL,
                modified BIGINT NOT NULL,
                status TEXT NOT NULL CHECK (status IN ('public', 'promoted', 'internal', 'retired', 'deleted')),
                revision BIGINT NOT NULL,
                activity BIGINT NOT NULL DEFAULT 0,
                signed_off_major BIGINT,
                signed_off_minor BIGINT,
                signed_off_on TEXT,
                CONSTRAINT panel_sign_off_whole CHECK ((signed_off_major IS NULL) = (signed_off_on IS NULL)
                    AND (signed_off_minor IS NULL) = (signed_off_on IS NULL))
            );
            CREATE UNIQUE INDEX panel_old_code ON panel (old_code);

            -- Everything a panel's document says but its entities, valid for revisions seq_from up to but not including
            -- seq_to. Lists are JSON text in document order.
            CREATE TABLE panel_header (
                panel_id BIGINT NOT NULL REFERENCES panel (id),
                seq_from BIGINT NOT NULL,
                seq_to BIGINT NOT NULL DEFAULT {live},
                name TEXT NOT NULL,
                sort_key {binary} NOT NULL,
                disease_group TEXT NOT NULL,
                disease_sub_group TEXT NOT NULL,
                description TEXT NOT NULL,
                status TEXT NOT NULL,
                major BIGINT NOT NULL,
                minor BIGINT NOT NULL,
                version_created BIGINT NOT NULL,
                version_comment TEXT,
                relevant_disorders TEXT,
                omim TEXT NOT NULL,
                orphanet TEXT NOT NULL,
                hpo TEXT NOT NULL,
                types TEXT NOT NULL,
                children TEXT NOT NULL,
                genes BIGINT,
                strs BIGINT,
                regions BIGINT,
                PRIMARY KEY (panel_id, seq_from),
                CONSTRAINT panel_header_range CHECK (seq_from < seq_to)
            );
            CREATE UNIQUE INDEX panel_header_live ON panel_header (panel_id) WHERE seq_to = {live};
            CREATE UNIQUE INDEX panel_header_end ON panel_header (panel_id, seq_to);

            -- The live numbers of domain.md 12 as JSON: those last shown (none for a panel whose numbers were never asked
            -- for), and the true ones, which every change moves by its own difference.
            CREATE TABLE panel_statistics (
                panel_id BIGINT NOT NULL PRIMARY KEY REFERENCES panel (id),
                shown TEXT,
                actual TEXT NOT NULL
            );

            CREATE TABLE panel_child (
                panel_id BIGINT NOT NULL REFERENCES panel (id),
                position BIGINT NOT NULL,
                child_id BIGINT NOT NULL REFERENCES panel (id),
                PRIMARY KEY (panel_id, position),
                CONSTRAINT panel_child_other CHECK (panel_id <> child_id)
            );
            CREATE UNIQUE INDEX panel_child_once ON panel_child (panel_id, child_id);
            CREATE INDEX panel_child_child ON panel_child (child_id);

            CREATE TABLE panel_type_link (
                panel_id BIGINT NOT NULL REFERENCES panel (id),
                type_id BIGINT NOT NULL REFERENCES panel_type (id),
                PRIMARY KEY (panel_id, type_id)
            );
            CREATE INDEX panel_type_link_type ON panel_type_link (type_id);

            -- Which state of which source a panel was loaded from, and where its counters stood then. Revisions before
            -- replaced_before belong to a history that a later load replaced.
            CREATE TABLE panel_import (
                panel_id BIGINT NOT NULL PRIMARY KEY REFERENCES panel (id),
                digest TEXT NOT NULL,
                revision BIGINT NOT NULL,
                activity BIGINT NOT NULL,
                replaced_before BIGINT NOT NULL DEFAULT 0
            );

            -- Counters of things that are no panel but show in the catalogue.
            CREATE TABLE catalogue_counter (
                name TEXT NOT NULL PRIMARY KEY,
                changes BIGINT NOT NULL
            );
            INSERT INTO catalogue_counter (name, changes) VALUES ('panel_type', 0);
            """)
}
