import Domain
import Foundation
import Ports
import PostgresDriver
import SQLCore
import SQLRepo
import SQLiteDriver

/// Changes the genes of panel 1 from several tasks until somebody kills it. After each change that was acknowledged it
/// prints a line: the revision, and the phenotype that came with it.
///
///     EndlessWriter FILE-OR-URL WRITERS
@main
enum EndlessWriter {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let writers = Int(arguments[2]) else { exit(64) }
        let database: any SQLDatabase
        if arguments[1].contains("://") {
            database = PostgresDatabase(try PostgresConfiguration(url: arguments[1]))
        } else {
            database = try SQLiteDatabase(SQLiteConfiguration(path: arguments[1]))
        }
        let repo = SQLRepository(database)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writers {
                group.addTask { try await write(repo, from: writer) }
            }
            try await group.waitForAll()
        }
    }

    private static func write(_ repo: SQLRepository, from first: Int) async throws {
        let panel = PanelID(1)
        var serial = first
        while true {
            let now = Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1e6))
            let rows = try await repo.entities(of: panel, at: Revision(.max))
            let phenotype = UUID().uuidString
            let stored = try await repo.change(
                panel, entity: rows[serial % rows.count].id, expecting: nil, at: now, by: PersonID(1)
            ) { state in
                guard var entity = state.entity?.entity else { throw ChangeConflict.noSuchPanel(panel) }
                var header = state.panel.header
                header.version = header.version.nextMinor
                entity.phenotypes = [phenotype]
                let line = Activity(
                    id: 0, created: now, modified: now, panel: nil, author: PersonID(1), text: phenotype,
                    itemType: nil, entityType: nil, entityName: nil, frozen: JSONText(unchecked: Array("{}".utf8)),
                    event: "test")
                return PanelOutcome(
                    freeze: PanelOutcome.Freeze(schemaVersion: "test"), header: header,
                    entity: .replace(entity, flagged: false, ready: false), activities: [line])
            }
            // One write, so that lines of several tasks do not mix.
            try FileHandle.standardOutput.write(contentsOf: Data("\(stored.revision) \(phenotype)\n".utf8))
            serial += 1
        }
    }
}
