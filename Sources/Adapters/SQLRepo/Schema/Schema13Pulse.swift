extension SchemaStep {
    static let pulse = SchemaStep(
        number: 13, name: "pulse",
        text: """
            -- When each worker was last alive.
            CREATE TABLE worker_pulse (
                worker TEXT NOT NULL PRIMARY KEY,
                seen BIGINT NOT NULL
            );
            """)
}
