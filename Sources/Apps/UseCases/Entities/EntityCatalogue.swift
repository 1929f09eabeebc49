import Domain
import Ports
import Synchronization

/// An entity's name as the lists over all panels show it: once, however many panels hold it.
public struct ListedEntity: Hashable, Sendable {
    public var kind: EntityKind
    public var name: String
    /// Given on any of the panels, by name.
    public var tags: [String]

    public init(kind: EntityKind, name: String, tags: [String]) {
        self.kind = kind
        self.name = name
        self.tags = tags
    }
}

/// The names of all live entities at one moment.
public final class EntityNames: Sendable {
    /// What the state depends on.
    public let stamp: CatalogueStamp

    fileprivate struct Own: Sendable {
        var revision: Revision
        var listings: [EntityListing]
    }

    fileprivate let own: [PanelID: Own]
    private let statuses: [PanelID: PanelStatus]
    private let inactive: Set<String>
    private let sets: Mutex<[PanelID: Set<String>]> = Mutex([:])
    /// Lists already made, by whether they are a curator's.
    private let lists: Mutex<[Bool: [ListedEntity]]> = Mutex([:])

    fileprivate init(_ catalogue: CatalogueSnapshot, own: [PanelID: Own], inactive: Set<String>) {
        stamp = catalogue.stamp
        self.own = own
        self.inactive = inactive
        statuses = Dictionary(
            catalogue.panels.map { ($0.id, $0.header.status) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether a panel has this entity now.
    public func isLive(_ kind: EntityKind, _ name: String, on panel: PanelID) -> Bool {
        sets.withLock { sets in
            if let set = sets[panel] { return set.contains("\(kind.rawValue):\(name)") }
            let set = Set((own[panel]?.listings ?? []).map { "\($0.kind.rawValue):\($0.name)" })
            sets[panel] = set
            return set.contains("\(kind.rawValue):\(name)")
        }
    }

    /// Distinct entities of the panels that this viewer may list, by name; genes out of use are left out (`web.md 12.1`).
    public func listed(for viewer: Viewer) -> [ListedEntity] {
        if let kept = lists.withLock({ $0[viewer.isCurator] }) { return kept }
        var tags: [EntityKind: [String: Set<String>]] = [:]
        for (panel, own) in own {
            guard let status = statuses[panel], Visibility.listedOnPages(status, for: viewer) else { continue }
            for listing in own.listings where listing.kind != .gene || !inactive.contains(listing.name) {
                tags[listing.kind, default: [:]][listing.name, default: []].formUnion(listing.tags)
            }
        }
        let all = EntityKind.allCases.flatMap { kind in
            (tags[kind] ?? [:]).map { name, tags in
                ListedEntity(kind: kind, name: name, tags: tags.count < 2 ? Array(tags) : NameOrder.sorted(tags) { $0 })
            }
        }
        let sorted = NameOrder.sorted(all) { $0.name }
        lists.withLock { $0[viewer.isCurator] = sorted }
        return sorted
    }

    /// How a name that somebody typed is written, whatever its capitals; nil when the viewer may list no such entity.
    public func spelling(of typed: String, for viewer: Viewer) -> String? {
        let wanted = typed.lowercased()
        let found = listed(for: viewer).filter {
            $0.name.utf8.count == typed.utf8.count && $0.name.lowercased() == wanted
        }
        return (found.first { $0.name == typed } ?? found.first)?.name
    }
}

/// Gives the current names. A change of one panel costs reading that panel's names again, not everybody's.
public actor EntityCatalogue {
    private let catalogue: Catalogue
    private let reader: any EntityIndexReader
    private var kept: EntityNames?
    private var loading: (stamp: CatalogueStamp, task: Task<EntityNames, any Error>)?

    public init(catalogue: Catalogue, reader: any EntityIndexReader) {
        self.catalogue = catalogue
        self.reader = reader
    }

    /// The names as they are now, or as they were at some moment after this was called.
    public func current() async throws -> EntityNames {
        let snapshot = try await catalogue.current()
        if let kept, kept.stamp == snapshot.stamp { return kept }
        if let loading, loading.stamp == snapshot.stamp { return try await loading.task.value }
        let task = Task { [reader, kept] in try await Self.load(snapshot, kept, reader) }
        loading = (snapshot.stamp, task)
        defer { if loading?.task == task { loading = nil } }
        let names = try await task.value
        kept = names
        return names
    }

    /// Names are read after the revisions that they are kept under: a change in between is read again with the next
    /// request, never missed.
    private static func load(
        _ catalogue: CatalogueSnapshot, _ kept: EntityNames?, _ reader: any EntityIndexReader
    ) async throws -> EntityNames {
        var own: [PanelID: EntityNames.Own] = [:]
        var changed: [Panel] = []
        for panel in catalogue.panels where !panel.header.isSuperPanel {
            if let known = kept?.own[panel.id], known.revision == panel.revision {
                own[panel.id] = known
            } else {
                changed.append(panel)
            }
        }
        let listings = try await reader.listings(of: changed.map(\.id))
        for panel in changed {
            own[panel.id] = EntityNames.Own(revision: panel.revision, listings: listings[panel.id] ?? [])
        }
        return EntityNames(catalogue, own: own, inactive: try await reader.inactiveSymbols())
    }
}
