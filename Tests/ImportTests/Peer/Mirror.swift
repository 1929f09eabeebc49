import Compression
import DatabaseSupport
import Domain
import Ports
import SQLRepo
import Synchronization
import TestSupport

@testable import PeerReader
@testable import UseCases

/// A database that mirrors a ``SamplePeer``.
struct Mirror: Sendable {
    let repo: SQLRepository
    let peer: SamplePeer
    let address: String
    let clock = ManualClock()
    let notes = Notes()

    /// What happened on the way.
    final class Notes: Sendable {
        private let state = Mutex((pauses: [Double](), problems: [PanelID: String]()))

        var pauses: [Double] { state.withLock { $0.pauses } }
        var problems: [PanelID: String] { state.withLock { $0.problems } }

        func pause(_ seconds: Double) { state.withLock { $0.pauses.append(seconds) } }
        func problem(_ panel: PanelID, _ error: any Error) { state.withLock { $0.problems[panel] = "\(error)" } }
    }

    static func with(
        _ kind: DatabaseKind, _ panels: [SamplePanel], _ body: @escaping @Sendable (Mirror) async throws -> Void
    ) async throws {
        let peer = SamplePeer(panels)
        try await TestDatabases.with(kind) { database in
            let repo = SQLRepository(database)
            _ = try await repo.migrate()
            try await peer.serving { address in
                try await body(Mirror(repo: repo, peer: peer, address: address))
            }
        }
    }

    @discardableResult
    func run(everything: Bool = false, progress: @escaping ProgressHandler = { _ in }) async throws -> PeerReport {
        let address = try PeerAddress(address)
        return try await PeerClient.with(address, agent: "test", pause: notes.pause) { client in
            try await run(client, everything: everything, progress: progress)
        }
    }

    @discardableResult
    func run(
        _ source: any PeerSource, everything: Bool = false, progress: @escaping ProgressHandler = { _ in }
    ) async throws -> PeerReport {
        let packing = DocumentPacking { bytes in PackedDocument(gzip: Gzip.compress(bytes, level: 1), size: bytes.count)
        }
        return try await ImportPeer(
            source: source, loader: repo, reader: repo, genes: repo, packing: packing, clock: clock
        ).run(everything: everything, progress: progress) { [notes] panel, error in notes.problem(panel, error) }
    }

    /// The answer of this installation.
    func document(_ id: Int, version: String? = nil) async throws -> String {
        let queries = PanelQueries(reader: repo, zone: .gmt)
        guard let handle = try await queries.open(PanelID(id), for: .anonymous) else { return "" }
        guard let version else {
            return try await queries.content(handle).rows.map { "\($0.name) \($0.confidence?.rawValue ?? -1)" }
                .joined(separator: ", ")
        }
        guard case .frozen(let frozen) = try await queries.version(version, of: handle) else { return "current" }
        return String(decoding: try await queries.document(of: handle.id, frozen), as: UTF8.self)
    }

    /// Names of the genes at a frozen version, from its revision.
    func genes(_ id: Int, at version: Version) async throws -> [String] {
        guard let frozen = try await repo.frozenVersion(of: PanelID(id), version) else { return [] }
        return try await repo.entities(of: PanelID(id), at: frozen.revision).map(\.name).sorted()
    }

    func versions(_ id: Int) async throws -> [String] {
        try await repo.versions(of: PanelID(id)).map(\.version.description)
    }

    /// Everything that a run writes shows in one of these.
    func written() async throws -> [String] {
        let stamp = try await repo.catalogueStamp()
        let changes = try await repo.changes(after: 0, limit: 1_000)
        let digests = try await repo.digests()
        return ["\(stamp)", "\(changes)", digests.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; ")]
    }
}
