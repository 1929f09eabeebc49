/// The schema of the database.
public protocol SchemaRepo: Sendable {
    /// Migrations this program has and the database lacks, oldest first. Throws `SchemaProblem`.
    func pendingMigrations() async throws -> [Migration]
    /// Applies them one by one, each in a transaction, under a lock that a second run waits for (`operations.md 9.4`).
    /// Returns what was applied.
    func migrate() async throws -> [Migration]
    /// Returns when the database answers.
    func ping() async throws
    /// Whether the database takes changes now: not where it is a copy that follows another, or was made read-only.
    func acceptsWrites() async throws -> Bool
}

/// One numbered step of the schema; immutable once released.
public struct Migration: Hashable, Sendable {
    public let number: Int
    public let name: String
    /// SHA-256 of its text, lower-case hex.
    public let checksum: String

    public init(number: Int, name: String, checksum: String) {
        self.number = number
        self.name = name
        self.checksum = checksum
    }
}

/// Why a schema cannot be used.
public enum SchemaProblem: Error, Hashable, Sendable {
    /// An applied migration's text is not the one this program has.
    case changed(number: Int, name: String)
    /// The database was migrated by a newer program.
    case newer(number: Int)
    /// The database is that of an original PanelApp, which must stay as it is.
    case original
    /// Another migration went on for as long as this one was ready to wait. Nothing of this one was done.
    case underway(waited: Duration)
    /// Others kept the tables of a migration locked through all its tries. Those before it are applied.
    case blocked(number: Int, name: String, tries: Int)
}

/// The database could not do what was asked, for a reason outside the request.
public enum RepoFailure: Error, Hashable, Sendable {
    /// Not reachable, shutting down, or failing over: try again.
    case unavailable(String)
    /// No free connection in time.
    case exhausted
    /// The database accepts no writes now.
    case readOnly
    /// Others held what was needed for too long: try again.
    case busy
    /// The schema is older than the program needs: migrate first.
    case schemaMissing
    /// A rule kept by the database itself refused the change.
    case refused(String)
    /// A mistake of the program, in words for its log.
    case defect(String)
}
