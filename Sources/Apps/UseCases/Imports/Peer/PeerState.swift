import Domain
import Ports

/// What a mirror saw of a panel when it stored it. Kept as the digest of the load, so that the next run can tell what the
/// peer's list says has changed, and ask for the rest only on a condition.
struct PeerState: Hashable, Sendable {
    /// Where the content came from.
    enum Origin: String {
        /// The panel's own document.
        case own
        /// The document of a super panel, because the peer does not list the child.
        case parent
    }

    var origin: Origin
    var version: Version
    var versionCreated: Instant
    var status: PanelStatus
    var counts: EntityCounts
    var signedOff: SignedOff?
    /// Of a super panel: the versions of its children that the document shows.
    var children: [ShownChild] = []
    var etag: String?
    /// The revision here that holds it: what changes where nothing else tells two states apart.
    var revision = Revision(0)

    init(_ line: PeerListing.Line, signedOff: SignedOff?) {
        origin = .own
        version = line.version
        versionCreated = line.versionCreated
        status = line.status
        counts = line.counts
        self.signedOff = signedOff
    }

    init(_ header: PanelHeader, _ origin: Origin) {
        self.origin = origin
        version = header.version
        versionCreated = header.versionCreated
        status = header.status
        counts = header.counts
    }

    /// Whether the peer's list says the same of both.
    func isListed(as other: PeerState) -> Bool {
        origin == other.origin && version == other.version && versionCreated == other.versionCreated
            && status == other.status && counts == other.counts && signedOff == other.signedOff
    }

    // MARK: As text

    private static let form = "peer 1"

    var digest: String {
        let numbers = EntityKind.allCases.map { counts[$0].map(String.init) ?? "" }.joined(separator: ",")
        let shown = children.map { "\($0.panel)@\($0.version)" }.joined(separator: ",")
        let approved = signedOff.map { "\($0.version)@\($0.date)" } ?? ""
        // The tag comes last: it may hold any sign.
        return [
            Self.form, revision.description, origin.rawValue, version.description, String(versionCreated.microseconds),
            status.rawValue,
            numbers,
            approved, shown, etag ?? "",
        ].joined(separator: "|")
    }

    /// Nil for the digest of another kind of import.
    init?(digest: String) {
        let parts = digest.split(separator: "|", maxSplits: 9, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 10, parts[0] == Self.form, let revision = Int(parts[1]),
            let origin = Origin(rawValue: parts[2]),
            let version = Version(parts[3]), let created = Int64(parts[4]), let status = PanelStatus(rawValue: parts[5])
        else { return nil }
        self.revision = Revision(revision)
        self.origin = origin
        self.version = version
        versionCreated = Instant(microseconds: created)
        self.status = status
        counts = EntityCounts()
        let numbers = parts[6].split(separator: ",", omittingEmptySubsequences: false)
        for (kind, number) in zip(EntityKind.allCases, numbers) { counts[kind] = Int(number) }
        let approved = Self.pair(parts[7])
        if let approved, let version = Version(approved.0), let date = CivilDate(approved.1) {
            signedOff = SignedOff(version: version, date: date)
        }
        children = parts[8].split(separator: ",").compactMap { text in
            guard let pair = Self.pair(String(text)), let id = Int(pair.0), let version = Version(pair.1) else {
                return nil
            }
            return ShownChild(panel: PanelID(id), version: version)
        }
        etag = parts[9].isEmpty ? nil : parts[9]
    }

    private static func pair(_ text: String) -> (String, String)? {
        let parts = text.split(separator: "@", maxSplits: 1)
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
    }
}
