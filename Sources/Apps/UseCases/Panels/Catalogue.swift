import Domain
import Ports

/// All panels at one moment, with the ways of finding one.
public final class CatalogueSnapshot: Sendable {
    public let stamp: CatalogueStamp
    /// Of every status, by name, then newest version first.
    public let panels: [Panel]
    private let positions: [PanelID: Int]
    private let foldedNames: [String]

    init(stamp: CatalogueStamp, panels: [Panel]) {
        self.stamp = stamp
        self.panels = panels
        positions = Dictionary(panels.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        foldedNames = panels.map { $0.header.name.lowercased() }
    }

    public subscript(id: PanelID) -> Panel? { positions[id].map { panels[$0] } }

    /// The panel that `key` means to this viewer (`api.md 6.1`): digits are an id and nothing else; otherwise old code,
    /// exact name, related entry, part of the name, in this order, public panels before all others that the viewer may
    /// read.
    public func find(_ key: String, for viewer: Viewer) -> Panel? {
        if let id = PanelKey.id(key) {
            guard let panel = self[id], Visibility.mayView(panel.header.status, by: viewer) else { return nil }
            return panel
        }
        if PanelKey.isNumber(key) { return nil }
        return best(key) { $0.isPublic } ?? best(key) { !$0.isPublic && Visibility.mayView($0, by: viewer) }
    }

    private func best(_ key: String, among admits: (PanelStatus) -> Bool) -> Panel? {
        let folded = key.lowercased()
        var found: (rank: Int, panel: Panel)?
        for (index, panel) in panels.enumerated() where admits(panel.header.status) {
            guard let rank = rank(key, folded: folded, at: index) else { continue }
            if let best = found, best.rank < rank || (best.rank == rank && !precedes(panel, best.panel)) { continue }
            found = (rank, panel)
        }
        return found?.panel
    }

    /// Panels of one name come by id, whatever their versions are.
    private func precedes(_ a: Panel, _ b: Panel) -> Bool { a.header.name == b.header.name && a.id < b.id }

    /// Panels that match `key` in any way of `api.md 7.3`, whatever their status.
    public func matching(_ key: String) -> [Panel] {
        if PanelKey.isNumber(key) { return PanelKey.id(key).flatMap { self[$0] }.map { [$0] } ?? [] }
        let folded = key.lowercased()
        return panels.indices.filter { rank(key, folded: folded, at: $0) != nil }.map { panels[$0] }
    }

    private func rank(_ key: String, folded: String, at index: Int) -> Int? {
        let panel = panels[index]
        if panel.oldCode == key { return 0 }
        if panel.header.name == key { return 1 }
        if panel.header.relevantDisorders?.contains(key) == true { return 2 }
        return foldedNames[index].contains(folded) ? 3 : nil
    }
}

/// How the `{id}` of an address is read.
public enum PanelKey {
    /// Only decimal digits mean an id, even one too large to exist.
    public static func isNumber(_ key: String) -> Bool {
        !key.isEmpty && key.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    public static func id(_ key: String) -> PanelID? {
        // Ids are 32-bit in every PanelApp; a larger number names no panel.
        guard isNumber(key), let number = Int32(key) else { return nil }
        return PanelID(Int(number))
    }
}

/// Gives the current catalogue: one tiny query says whether the kept one still holds.
public actor Catalogue {
    private let readStamp: @Sendable () async throws -> CatalogueStamp
    private let readPanels: @Sendable () async throws -> [Panel]
    private let stamps = SharedReads<Bool, CatalogueStamp>()
    private var kept: CatalogueSnapshot?
    private var loading: Task<CatalogueSnapshot, any Error>?

    public init(reader: any PanelReader) {
        self.init(stamp: { try await reader.catalogueStamp() }, panels: { try await reader.catalogue() })
    }

    init(
        stamp: @escaping @Sendable () async throws -> CatalogueStamp,
        panels: @escaping @Sendable () async throws -> [Panel]
    ) {
        readStamp = stamp
        readPanels = panels
    }

    /// The catalogue as it is now, or as it was at some moment after this was called.
    public func current() async throws -> CatalogueSnapshot {
        let stamp = try await stamps.value(for: true, load: readStamp)
        if let kept, kept.stamp == stamp { return kept }
        if let loading {
            let snapshot = try await loading.value
            if snapshot.stamp == stamp { return snapshot }
            // It may have begun before the change that this request has seen.
        }
        let task = Task { [readStamp, readPanels] in
            // The stamp is read before the panels: a change in between makes the next request load again, never a stale
            // catalogue pass for a current one.
            let stamp = try await readStamp()
            return CatalogueSnapshot(stamp: stamp, panels: try await readPanels())
        }
        loading = task
        defer { if loading == task { loading = nil } }
        let snapshot = try await task.value
        kept = snapshot
        return snapshot
    }
}
