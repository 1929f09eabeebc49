extension SchemaStep {
    static let lists = SchemaStep(
        number: 12, name: "lists",
        text: """
            -- Which names are flagged somewhere now: a filter of the activities.
            CREATE INDEX entity_revision_flagged ON entity_revision (kind, name)
                WHERE flagged = 1 AND seq_to = {live};

            -- Base genes and loaded activities show in lists over all panels, too, and belong to none.
            INSERT INTO catalogue_counter (name, changes) VALUES ('gene', 0), ('activity', 0);
            """)
}
