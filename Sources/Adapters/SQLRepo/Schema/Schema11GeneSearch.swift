extension SchemaStep {
    static let geneSearch = SchemaStep(
        number: 11, name: "gene search",
        text: """
            -- What active genes are found by, in lower case (Gene.SearchKeys). The keys are compared byte by byte, so the
            -- texts that begin alike stand together in the index.
            CREATE TABLE gene_key (
                -- 1: the symbol; 0: anything else.
                is_symbol SMALLINT NOT NULL CHECK (is_symbol IN (0, 1)),
                key {binary} NOT NULL,
                symbol TEXT NOT NULL REFERENCES gene (symbol),
                PRIMARY KEY (is_symbol, key, symbol)
            );
            CREATE INDEX gene_key_symbol ON gene_key (symbol);

            INSERT INTO gene_key (is_symbol, key, symbol)
                SELECT 1, lower(symbol), symbol FROM gene WHERE is_active = 1;
            INSERT INTO gene_key (is_symbol, key, symbol)
                SELECT 0, key, symbol FROM (
                    SELECT lower(name) AS key, symbol FROM gene WHERE is_active = 1 AND name IS NOT NULL
                    UNION SELECT lower(hgnc_symbol), symbol FROM gene WHERE is_active = 1 AND hgnc_symbol IS NOT NULL
                    UNION SELECT lower(hgnc_id), symbol FROM gene WHERE is_active = 1 AND hgnc_id IS NOT NULL
                    UNION SELECT lower(item.value), symbol FROM gene, {each alias} WHERE is_active = 1
                ) AS found WHERE key <> '' AND key <> lower(symbol);
            """)
}
