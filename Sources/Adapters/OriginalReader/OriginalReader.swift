import Domain
import Ports
import SQLCore

/// Reads the PostgreSQL database of an original, inside one snapshot, and never writes to it.
public struct OriginalReader: OriginalSource {
    private let database: any SQLDatabase
    private let packing: DocumentPacking

    /// - Parameter database: opened so that its sessions refuse writes.
    public init(_ database: any SQLDatabase, packing: DocumentPacking) {
        self.database = database
        self.packing = packing
    }

    public func read<T: Sendable>(
        _ body: @Sendable (any OriginalSnapshot) async throws -> T
    ) async throws -> T {
        do {
            return try await database.snapshot { snapshot in
                let schema = try await snapshot.read { session in
                    try Self.fixForms(session)
                    let schema = try OriginalSchema(session)
                    try OriginalChecks.run(session, schema)
                    return schema
                }
                return try await body(OriginalMoment(snapshot: snapshot, schema: schema, packing: packing))
            }
        } catch SQLError.unavailable(let reason) {
            throw OriginalFault.unreachable(reason)
        }
    }

    /// Dates become text, and rows digests, in forms that a server, an account or a connection may set otherwise: a
    /// repeated move must find the same.
    private static func fixForms(_ session: any SQLSession) throws {
        for (name, value) in [
            ("DateStyle", "ISO, YMD"), ("TimeZone", "UTC"), ("IntervalStyle", "postgres"), ("extra_float_digits", "1"),
            ("bytea_output", "hex"),
        ] {
            try session.query("SELECT set_config($1, $2, true)", [.text(name), .text(value)]) { _ in }
        }
    }
}

/// One moment of an original: a snapshot with what is known of its tables.
struct OriginalMoment: OriginalSnapshot {
    let snapshot: any SQLSnapshot
    let schema: OriginalSchema
    let packing: DocumentPacking

    func counts() async throws -> [ArchiveCount: Int] {
        try await read("the tables") { [schema] in try OriginalCounts.read($0, schema) }
    }

    func accounts() async throws -> (people: [Person], tokens: [ArchivedToken], groups: [ArchivedGroup]) {
        try await read("the accounts") { session in
            (
                try OriginalAccounts.people(session), try OriginalAccounts.tokens(session),
                try OriginalAccounts.groups(session)
            )
        }
    }

    func vocabularies() async throws -> (tags: [(id: Int, name: String)], types: [PanelType]) {
        try await read("tags and panel types") { session in
            (
                try session.rows("SELECT id, name FROM panels_tag ORDER BY id") {
                    (id: try $0.int(0), name: try $0.text(1))
                },
                try OriginalPanels.types(session)
            )
        }
    }

    func genes(after symbol: String?, limit: Int) async throws -> [Gene] {
        try await read("the genes\(symbol.map { " after \($0)" } ?? "")") {
            try OriginalGenes.read($0, after: symbol, limit: limit)
        }
    }

    func panels() async throws -> [OriginalPanel] {
        try await read("the list of panels") { [schema] in try OriginalPanels.all($0, schema) }
    }

    func archive(of panel: OriginalPanel) async throws -> PanelArchive {
        try await read("panel \(panel.id) \(panel.name)") { [schema, packing] session in
            try OriginalPanelReading(session: session, schema: schema, packing: packing, id: panel.id).archive()
        }
    }

    func activities(after id: Int, limit: Int) async throws -> [Activity] {
        try await read("the activities after number \(id)") { [schema] in
            try OriginalSite.activities($0, schema, after: id, limit: limit)
        }
    }

    func site() async throws -> (homeTexts: [HomeText], files: [FileRecord], assignments: [ArchivedAssignment]) {
        try await read("home page texts, files and assignments") { [schema] session in
            (
                try OriginalSite.homeTexts(session), try OriginalSite.files(session),
                try OriginalSite.assignments(session, schema)
            )
        }
    }

    func unattached(_ kind: ArchiveCount, after id: Int, limit: Int) async throws -> [UnattachedRecord] {
        try await read("records that belong to nothing") {
            try OriginalLeftovers.read($0, kind, after: id, limit: limit)
        }
    }

    /// Reads, and says of a value that cannot be understood where it stands.
    private func read<T: Sendable>(
        _ place: String, _ body: @escaping @Sendable (any SQLSession) throws -> T
    ) async throws -> T {
        do { return try await snapshot.read(body) } catch let error as SQLError {
            guard case .decoding = error else { throw error }
            throw OriginalFault.unreadable(place: place, reason: error.description)
        } catch let error as JSONError {
            throw OriginalFault.unreadable(place: place, reason: error.description)
        }
    }
}
