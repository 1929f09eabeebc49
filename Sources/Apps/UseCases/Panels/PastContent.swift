import Domain
import Ports

/// A panel's content at an earlier moment. Frozen versions stay whole: all children count, whatever the reader may read
/// of them today (decision 22).
public struct PastContent: Sendable {
    /// As it was then.
    public let header: PanelHeader
    /// In document order; for a super panel the union over its children.
    public let rows: [EntityRow]
    /// Headers, as they were, of the panels that own rows: the panel itself or its children, in document order.
    public let owners: [(id: PanelID, header: PanelHeader)]
}

/// What a panel was at the end of some day.
public enum PastMoment: Sendable {
    /// It did not exist yet.
    case before
    /// Nothing has changed since.
    case current
    /// A state of its own, between two versions perhaps.
    case revision(Revision)
    /// A super panel's children are kept with its frozen versions; this one was live then.
    case version(FrozenVersion)
}

extension PanelQueries {
    /// The content of a frozen version.
    public func content(_ handle: PanelHandle, at frozen: FrozenVersion) async throws -> PastContent {
        guard let header = try await reader.header(of: handle.id, at: frozen.revision) else {
            throw VersionProblem.missing
        }
        guard header.isSuperPanel else { return try await content(handle, at: frozen.revision) }
        var owners: [(id: PanelID, header: PanelHeader)] = []
        var lists: [[EntityRow]] = []
        for child in try await reader.frozenChildren(of: handle.id, frozen.version) {
            guard let childHeader = try await reader.header(of: child.panel, at: child.revision) else { continue }
            owners.append((child.panel, childHeader))
            lists.append(try await reader.entities(of: child.panel, at: child.revision))
        }
        return PastContent(header: header, rows: lists.isEmpty ? [] : DocumentOrder.merge(lists), owners: owners)
    }

    /// The content of an ordinary panel at one of its revisions.
    public func content(_ handle: PanelHandle, at revision: Revision) async throws -> PastContent {
        guard let header = try await reader.header(of: handle.id, at: revision) else { throw VersionProblem.missing }
        let rows = try await reader.entities(of: handle.id, at: revision)
        return PastContent(header: header, rows: rows, owners: [(handle.id, header)])
    }

    /// Finds what the panel was at a moment.
    public func moment(_ handle: PanelHandle, asOf moment: Instant) async throws -> PastMoment {
        guard let revision = try await reader.revision(of: handle.id, asOf: moment) else { return .before }
        if revision >= handle.counters.revision { return .current }
        guard let header = try await reader.header(of: handle.id, at: revision) else { return .before }
        guard header.isSuperPanel else { return .revision(revision) }
        // Versions come newest first; the one live then is the oldest that was superseded later.
        let later = try await reader.versions(of: handle.id).last { $0.frozenAt > moment }
        return later.map { .version($0) } ?? .current
    }
}
