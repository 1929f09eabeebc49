extension SchemaStep {
    static let origin = SchemaStep(
        number: 14, name: "origin",
        text: """
            -- The request that a job follows from, and the trace that goes on in it.
            ALTER TABLE job ADD COLUMN request_id TEXT;
            ALTER TABLE job ADD COLUMN trace TEXT;
            """)
}
