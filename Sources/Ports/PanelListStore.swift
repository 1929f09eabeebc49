import Domain

/// A panel list that somebody uploaded; its bytes lie in the `BlobStore` under `key` (`accounts-jobs-files.md` 10, 10.1).
public struct PanelList: Hashable, Sendable {
    /// How far its import came.
    public enum State: String, CaseIterable, Sendable {
        /// Stored, and nothing came of it yet.
        case received
        /// A job is going to import it.
        case waiting
        case imported
        /// Something in it is wrong, or it may not be imported.
        case refused
        /// The job was given up.
        case failed
    }

    public var id: Int
    public var uploader: PersonID
    /// As the uploader's own machine calls it.
    public var name: String
    /// Bytes.
    public var size: Int
    /// Lower-case hex.
    public var sha256: String
    /// Without the prefix that the store puts before it.
    public var key: String
    public var state: State
    /// What the import said, a line each.
    public var log: String
    public var created: Instant
    /// When the state changed last.
    public var changed: Instant

    public init(
        id: Int = 0, uploader: PersonID, name: String, size: Int, sha256: String, key: String,
        state: State = .received, log: String = "", created: Instant, changed: Instant
    ) {
        self.id = id
        self.uploader = uploader
        self.name = name
        self.size = size
        self.sha256 = sha256
        self.key = key
        self.state = state
        self.log = log
        self.created = created
        self.changed = changed
    }
}

/// A panel that an import makes, with what it begins with.
public struct NewPanel: Sendable {
    public var header: PanelHeader
    /// What the panel, once it has its number, begins with.
    public var fill: @Sendable (Panel) throws -> PanelOutcome

    public init(_ header: PanelHeader, fill: @escaping @Sendable (Panel) throws -> PanelOutcome) {
        self.header = header
        self.fill = fill
    }
}

/// What an import changes, all of it or nothing, and what it has to tell.
public struct PanelListOutcome<Value: Sendable>: Sendable {
    /// Panels that there are; one without an outcome stays as it is.
    public var panels: [PanelID: PanelOutcome]
    public var new: [NewPanel]
    /// What the list's record says afterwards.
    public var log: String
    /// Work that follows, written with it.
    public var jobs: [NewJob]
    public var value: Value

    public init(
        _ panels: [PanelID: PanelOutcome], new: [NewPanel], log: String, jobs: [NewJob], value: Value
    ) {
        self.value = value
        self.panels = panels
        self.new = new
        self.log = log
        self.jobs = jobs
    }
}

/// Keeps what was uploaded, and imports it in one transaction.
public protocol PanelListStore: Sendable {
    /// Adds a record and answers it with its number.
    func add(_ list: PanelList) async throws -> PanelList
    func panelList(_ id: Int) async throws -> PanelList?
    /// Newest first, with the full names of who uploaded them.
    func panelLists(limit: Int) async throws -> [(list: PanelList, uploader: String)]
    /// The last one with exactly these bytes that was imported.
    func importedPanelList(sha256: String) async throws -> PanelList?
    /// Records that are older than a moment, oldest first.
    func panelLists(before moment: Instant, limit: Int) async throws -> [PanelList]
    func removePanelList(_ id: Int) async throws
    /// Notes what became of a list, with the work that follows. An imported one stays as it is:
    /// `ChangeConflict.doneBefore`.
    func note(_ state: PanelList.State, log: String, of id: Int, jobs: [NewJob], at moment: Instant) async throws
    /// Locks the list's record and the panels, loads the entities, lets `decide` work out what changes, and stores that with
    /// the record. What `decide` throws leaves everything as it was. Throws `ChangeConflict.doneBefore` where the list was
    /// imported before, and as `PanelWriter` does.
    func importPanelList<Value: Sendable>(
        _ id: Int, entities: [PanelID: Set<PanelListChange.EntityKey>], at moment: Instant, by author: PersonID,
        decide: @escaping @Sendable ([PanelID: PanelState]) throws -> PanelListOutcome<Value>
    ) async throws -> Value
}
