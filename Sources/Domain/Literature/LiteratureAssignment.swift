/// A gene of a literature report that a curator looks at (`domain.md 2.12`, 19). It exists from the first time that somebody
/// hands it out or skips it.
public struct LiteratureAssignment: Hashable, Sendable {
    public enum Status: String, CaseIterable, Sendable {
        case pending, assigned, skipped
    }

    /// How a skipped gene was judged.
    public enum Judgement: Hashable, Sendable {
        /// Skipped before anybody had it.
        case triaged
        /// Skipped by or after somebody who had it.
        case investigated
    }

    public var reportID: String
    /// Symbol of the base gene.
    public var gene: String
    public var status: Status
    public var assignedTo: PersonID?
    public var assignedAt: Instant?
    public var skippedBy: PersonID?
    public var skippedAt: Instant?
    /// Empty unless skipped.
    public var skippedReason: String
    public var created: Instant
    /// What the next caller must have seen.
    public var updated: Instant

    public init(
        reportID: String, gene: String, status: Status = .pending, assignedTo: PersonID? = nil,
        assignedAt: Instant? = nil, skippedBy: PersonID? = nil, skippedAt: Instant? = nil, skippedReason: String = "",
        created: Instant, updated: Instant
    ) {
        self.reportID = reportID
        self.gene = gene
        self.status = status
        self.assignedTo = assignedTo
        self.assignedAt = assignedAt
        self.skippedBy = skippedBy
        self.skippedAt = skippedAt
        self.skippedReason = skippedReason
        self.created = created
        self.updated = updated
    }

    /// Nil unless skipped.
    public var judgement: Judgement? {
        status == .skipped ? (assignedTo == nil ? .triaged : .investigated) : nil
    }

    /// Longest name of a report.
    public static let longestReportID = 100
    /// Assignees are members of this group.
    public static let group = "Curators"
}
