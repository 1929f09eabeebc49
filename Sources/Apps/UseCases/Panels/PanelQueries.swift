import Domain
import Foundation
import Ports

/// A panel that this reader may read, at the counters of one moment: what every cached answer about it is keyed by.
public struct PanelHandle: Hashable, Sendable {
    public let counters: PanelCounters
    /// The children that the reader may read (decision 22).
    public let visibleChildren: [PanelCounters]

    init(_ counters: PanelCounters, for viewer: Viewer) {
        self.counters = counters
        visibleChildren = counters.children.filter { Visibility.mayView($0.status, by: viewer) }
    }

    public var id: PanelID { counters.id }

    /// Names the content that the handle stands for, marks and reviews left out: good as an entity tag.
    public var contentKey: String {
        visibleChildren.reduce("\(id)-\(counters.revision)") { "\($0).\($1.id)-\($1.revision)" }
    }

    /// Names everything about the panel that a page shows.
    public var pageKey: String {
        visibleChildren.reduce("\(contentKey)+\(counters.activity)") { "\($0).\($1.activity)" }
    }
}

/// A version somebody asked for by its text.
public enum RequestedVersion: Sendable {
    case current
    case frozen(FrozenVersion)
}

/// Why a version cannot be given.
public enum VersionProblem: Error, Hashable, Sendable {
    /// Not two plain integers around one dot (`api.md 8.2`).
    case malformed
    case missing
}

/// Reads about panels, under the one policy. Pages, API and downloads all ask here.
public struct PanelQueries: Sendable {
    public let reader: any PanelReader
    public let catalogue: Catalogue
    /// Zone of the instants that documents show (decision 14).
    public let zone: TimeZone
    private let counters = SharedReads<PanelID, PanelCounters?>()
    private let contents: BoundedCache<PanelID, OwnRows>
    private let views: BoundedCache<String, PanelContent>
    private let documents: BoundedCache<String, [UInt8]>

    struct OwnRows: Sendable {
        var revision: Revision
        var rows: [EntityRow]
    }

    /// `budget` bounds the memory of kept content, in bytes.
    public init(reader: any PanelReader, zone: TimeZone, budget: Int = 96 << 20) {
        self.reader = reader
        self.zone = zone
        catalogue = Catalogue(reader: reader)
        contents = BoundedCache(budget: budget / 2)
        // Views share the bytes of their rows with `contents`.
        views = BoundedCache(budget: budget / 4)
        documents = BoundedCache(budget: budget / 4)
    }

    /// The panel that `key` means to this viewer; nil for what does not exist and for what one may not read alike.
    public func open(_ key: String, for viewer: Viewer) async throws -> PanelHandle? {
        if PanelKey.isNumber(key) {
            guard let id = PanelKey.id(key) else { return nil }
            return try await open(id, for: viewer)
        }
        guard let panel = try await catalogue.current().find(key, for: viewer) else { return nil }
        return try await open(panel.id, for: viewer)
    }

    public func open(_ id: PanelID, for viewer: Viewer) async throws -> PanelHandle? {
        let counters = try await counters.value(for: id) { [reader] in try await reader.counters(of: id) }
        guard let counters, Visibility.mayView(counters.status, by: viewer) else {
            return nil
        }
        return PanelHandle(counters, for: viewer)
    }

    // MARK: Live content

    /// The content that a handle stands for. A panel that was read before costs only what changed since.
    public func content(_ handle: PanelHandle) async throws -> PanelContent {
        if let kept = views.value(for: handle.pageKey) { return kept }
        let revision = handle.counters.revision
        guard var panel = try await reader.panel(handle.id),
            let header = try await reader.header(of: handle.id, at: revision)
        else { throw VersionProblem.missing }
        panel.header = header
        panel.revision = revision
        var shown = header
        var owners = [panel.id: panel]
        var rows: [EntityRow]
        if header.isSuperPanel {
            let visible = Dictionary(uniqueKeysWithValues: handle.visibleChildren.map { ($0.id, $0) })
            shown.children = header.children.filter { visible[$0] != nil }
            owners = [:]
            var lists: [[EntityRow]] = []
            for id in shown.children {
                guard let child = visible[id], var owner = try await reader.panel(id),
                    let childHeader = try await reader.header(of: id, at: child.revision)
                else { continue }
                owner.header = childHeader
                owners[id] = owner
                lists.append(try await ownRows(id, at: child.revision))
            }
            rows = lists.isEmpty ? [] : DocumentOrder.merge(lists)
            // The header was read at another moment than the children: the numbers are those of what is shown with them.
            if shown.children.count == header.children.count { shown.counts = EntityCounts(rows) }
        } else {
            rows = try await ownRows(handle.id, at: revision)
        }
        let content = PanelContent(panel: panel, header: shown, rows: rows, owners: owners)
        views.store(content, for: handle.pageKey, cost: rows.count * 160 + 2_048)
        return content
    }

    private func ownRows(_ id: PanelID, at revision: Revision) async throws -> [EntityRow] {
        let kept = contents.value(for: id)
        if let kept, kept.revision == revision { return kept.rows }
        let rows: [EntityRow]
        if let kept, kept.revision < revision {
            let changes = try await reader.entityChanges(of: id, after: kept.revision, upTo: revision)
            rows = DocumentOrder.apply(changes, to: kept.rows)
        } else {
            rows = try await reader.entities(of: id, at: revision)
        }
        // An older moment than the kept one is not worth keeping.
        if kept.map({ $0.revision < revision }) ?? true {
            let cost = rows.reduce(256) { $0 + $1.document.bytes.count + 160 }
            contents.store(OwnRows(revision: revision, rows: rows), for: id, cost: cost)
        }
        return rows
    }

    // MARK: Versions

    /// Reads `version=` for a panel (`api.md 8.2`): the text must be a version exactly as printed.
    public func version(_ text: String, of handle: PanelHandle) async throws -> RequestedVersion {
        guard let version = Version(text) else {
            throw Version.isWellFormed(text) ? VersionProblem.missing : VersionProblem.malformed
        }
        guard version.isCanonical(text) else { throw VersionProblem.missing }
        if let header = try await reader.header(of: handle.id, at: handle.counters.revision), header.version == version
        {
            return .current
        }
        guard let frozen = try await reader.frozenVersion(of: handle.id, version) else { throw VersionProblem.missing }
        return .frozen(frozen)
    }

    /// The whole document of a frozen version, without `signed_off`: imported ones verbatim, ours rebuilt from revisions
    /// (decision 5).
    public func document(of id: PanelID, _ frozen: FrozenVersion) async throws -> [UInt8] {
        let key = "\(id)-\(frozen.version)-\(frozen.revision)-\(frozen.isImported)"
        if let kept = documents.value(for: key) { return kept }
        let document =
            if frozen.isImported, let imported = try await reader.importedDocument(of: id, frozen.version) {
                imported
            } else {
                try await rebuild(id, frozen)
            }
        documents.store(document, for: key, cost: document.count)
        return document
    }

    private func rebuild(_ id: PanelID, _ frozen: FrozenVersion) async throws -> [UInt8] {
        guard let panel = try await reader.panel(id),
            let header = try await reader.header(of: id, at: frozen.revision)
        else { throw VersionProblem.missing }
        var rows: [FrozenDocument.Row] = []
        if header.isSuperPanel {
            var lists: [[EntityRow]] = []
            var objects: [PanelID: JSONText] = [:]
            for child in try await reader.frozenChildren(of: id, frozen.version) {
                guard let owner = try await reader.panel(child.panel),
                    let childHeader = try await reader.header(of: child.panel, at: child.revision)
                else { continue }
                objects[child.panel] = FrozenDocument.panel(
                    id: child.panel, oldCode: owner.oldCode, childHeader, zone: zone)
                lists.append(try await reader.entities(of: child.panel, at: child.revision))
            }
            let union = lists.isEmpty ? [] : DocumentOrder.merge(lists)
            rows = union.map { ($0.document, $0.kind, objects[$0.panel]) }
        } else {
            rows = try await reader.entities(of: id, at: frozen.revision).map { ($0.document, $0.kind, nil) }
        }
        return try FrozenDocument.write(id: id, oldCode: panel.oldCode, header, rows: rows, zone: zone).bytes
    }
}
