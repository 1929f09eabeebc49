extension SchemaStep {
    static let genes = SchemaStep(
        number: 2, name: "genes",
        text: """
            -- Base gene records (domain.md 2.9); lists are JSON text.
            CREATE TABLE gene (
                symbol TEXT NOT NULL PRIMARY KEY,
                name TEXT,
                ensembl TEXT NOT NULL,
                omim TEXT,
                alias TEXT,
                alias_name TEXT,
                biotype TEXT,
                hgnc_symbol TEXT,
                hgnc_id TEXT,
                hgnc_date_symbol_changed TEXT,
                hgnc_release TEXT,
                is_active SMALLINT NOT NULL CHECK (is_active IN (0, 1))
            );
            CREATE INDEX gene_hgnc_id ON gene (hgnc_id);

            CREATE TABLE tag (
                id {identity},
                name TEXT NOT NULL
            );
            CREATE UNIQUE INDEX tag_name ON tag (name);
            """)
}
