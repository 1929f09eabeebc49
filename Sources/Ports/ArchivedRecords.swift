import Domain

/// An API token moved from another system: only its hash is kept.
public struct ArchivedToken: Hashable, Sendable {
    public var owner: PersonID
    /// SHA-256 of the token, lower-case hex.
    public var hash: String
    public var created: Instant

    public init(owner: PersonID, hash: String, created: Instant) {
        self.owner = owner
        self.hash = hash
        self.created = created
    }
}

/// A literature assignment (`domain.md 2.12`) under the number that it had.
public struct ArchivedAssignment: Hashable, Sendable {
    public var id: Int
    public var assignment: LiteratureAssignment

    public init(id: Int, _ assignment: LiteratureAssignment) {
        self.id = id
        self.assignment = assignment
    }
}

/// Groups of accounts by name, with their members.
public struct ArchivedGroup: Hashable, Sendable {
    public var name: String
    public var members: [PersonID]

    public init(name: String, members: [PersonID]) {
        self.name = name
        self.members = members
    }
}

/// A record of the source that belongs to nothing any more, such as the review of an entity that was deleted or a second
/// document of one version: kept as it came, so that a move loses nothing.
public struct UnattachedRecord: Hashable, Sendable {
    /// What it would be if it belonged to something.
    public var kind: ArchiveCount
    /// Its number in the source; unique within the kind.
    public var id: Int
    /// The source's row, column by column.
    public var record: JSONText

    public init(kind: ArchiveCount, id: Int, record: JSONText) {
        self.kind = kind
        self.id = id
        self.record = record
    }
}
