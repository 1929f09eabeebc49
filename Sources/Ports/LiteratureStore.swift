import Domain

/// Genes of literature reports and who looks at them (`domain.md 19`).
public protocol LiteratureStore: Sendable {
    /// Locks the record of this gene in this report, lets `decide` work out what it becomes, and stores that; the record is
    /// made by its first change. What `decide` throws leaves everything as it was, also that there was no record.
    ///
    /// - Parameter assignee: whose membership `decide` is told.
    func work(
        on gene: String, of report: String, assignee: PersonID?,
        decide: @escaping @Sendable (LiteratureWork.State) throws -> LiteratureAssignment
    ) async throws -> LiteratureAssignment
}
