import Domain

/// The public panels of another PanelApp: its API, or answers of it kept in a folder.
public protocol PeerSource: Sendable {
    /// What it publishes. Throws `PeerFault`, as do the other methods.
    func listing() async throws -> PeerListing
    /// The current document of a panel. `etag` is that of the answer seen last, if it had one.
    func panel(_ id: PanelID, unless etag: String?) async throws -> PeerAnswer
    /// The document of an older version; nil when the peer does not have it.
    func frozen(_ id: PanelID, _ version: Version) async throws -> [UInt8]?
}

/// Everything a peer lists.
public struct PeerListing: Hashable, Sendable {
    /// One panel of the list, as far as it tells whether the panel changed.
    public struct Line: Hashable, Sendable {
        public var id: PanelID
        public var version: Version
        public var versionCreated: Instant
        public var status: PanelStatus
        public var counts: EntityCounts
        /// Older versions that the peer is known to have documents of.
        public var past: [Version]

        public init(
            id: PanelID, version: Version, versionCreated: Instant, status: PanelStatus,
            counts: EntityCounts = EntityCounts(), past: [Version] = []
        ) {
            self.id = id
            self.version = version
            self.versionCreated = versionCreated
            self.status = status
            self.counts = counts
            self.past = past
        }
    }

    public var panels: [Line]
    public var signedOff: [PanelID: SignedOff]
    /// Panels that are listed but have no document, as in a folder that holds only some.
    public var withoutDocument: Int

    public init(panels: [Line], signedOff: [PanelID: SignedOff], withoutDocument: Int = 0) {
        self.panels = panels
        self.signedOff = signedOff
        self.withoutDocument = withoutDocument
    }
}

/// What a peer says when it is asked for a panel.
public enum PeerAnswer: Hashable, Sendable {
    /// `name` is where it came from, an address or a file, for faults.
    case document([UInt8], etag: String?, name: String)
    /// The same as when the given tag was seen.
    case unchanged
    /// Listed, but not given any more.
    case gone
}

/// Why a peer could not be read.
public enum PeerFault: Error, Hashable, Sendable {
    /// The address or folder cannot be used at all.
    case address(String, reason: String)
    case unreachable(String, reason: String)
    /// It answers, but with this status, and asking again did not help.
    case refused(String, status: Int)
    /// An answer or file that is not what it should be.
    case broken(FileFault)
}
