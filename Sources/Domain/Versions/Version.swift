/// `major.minor` of a panel. Two plain integers: 2.10 is later than 2.9 (`api.md 0`).
public struct Version: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let major: Int
    public let minor: Int

    public init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads exactly two integers around one dot. Leading zeros make another text, which names no version of ours:
    /// see `isCanonical` (`api.md 8.2`).
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let major = Self.number(parts[0]), let minor = Self.number(parts[1]) else { return nil }
        self.init(major: major, minor: minor)
    }

    /// True for two integers around one dot, even if they are too large for any panel.
    public static func isWellFormed(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 2 && isInteger(parts[0]) && isInteger(parts[1])
    }

    /// True when `text` is this version as we print it; `0.02` reads as 0.2 but is not it.
    public func isCanonical(_ text: some StringProtocol) -> Bool { text == description }

    public var nextMinor: Version { Version(major: major, minor: minor + 1) }
    public var nextMajor: Version { Version(major: major + 1, minor: 0) }

    public static func < (a: Version, b: Version) -> Bool { (a.major, a.minor) < (b.major, b.minor) }

    public var description: String { "\(major).\(minor)" }

    private static func number(_ text: some StringProtocol) -> Int? {
        isInteger(text) ? Int(text) : nil
    }

    private static func isInteger(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}

/// One frozen version of a panel: its content is the rows valid at `revision` (docs/architecture.md 3).
public struct FrozenVersion: Hashable, Sendable {
    public var version: Version
    public var revision: Revision
    /// When the version was superseded; for imported ones, when the next one began.
    public var frozenAt: Instant
    /// The promotion comment, on the last version before a promotion.
    public var reason: String?
    /// Version of the program that froze it.
    public var schemaVersion: String
    public var signedOff: CivilDate?
    /// True when an imported document is kept beside the revisions and served verbatim (decision 5).
    public var isImported: Bool

    public init(
        version: Version, revision: Revision, frozenAt: Instant, reason: String?, schemaVersion: String,
        signedOff: CivilDate?, isImported: Bool
    ) {
        self.version = version
        self.revision = revision
        self.frozenAt = frozenAt
        self.reason = reason
        self.schemaVersion = schemaVersion
        self.signedOff = signedOff
        self.isImported = isImported
    }
}
