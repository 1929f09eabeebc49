import ArgumentParser
import Logging
import Ports

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Bring the schema of the database up to date.",
        discussion: """
            Two at once are safe: the second waits up to five minutes for the first and finds nothing to do, or ends with 69. \
            A migration that does not get its tables because others use them is tried ten times, then ends with 69 likewise. \
            Local mode's web migrates by itself.
            """
    )

    @Flag(help: "Change nothing; end with 1 when something is pending.")
    var check = false

    @Flag(help: "Change nothing; list what is pending.")
    var plan = false

    func run() async throws {
        let launch = try Launch.start(.migrate, name: "migrate")
        try await launch.run {
            let schema = try Composition.repository(launch, application: "migrate")
            let logger = launch.book.logger("migrate")
            if check || plan {
                let pending = try await schema.pendingMigrations()
                Self.tell(pending, event: "migrate.pending", "pending", logger)
                if check, !pending.isEmpty { throw ExitCode.failure }
            } else {
                Self.tell(try await schema.migrate(), event: "migrate.applied", "applied", logger)
            }
        }
    }

    /// One line for each migration and one for all.
    static func tell(_ migrations: [Migration], event: String, _ what: String, _ logger: Logger) {
        for migration in migrations {
            logger.info(
                "Migration \(migration.number) \(migration.name) \(what)",
                metadata: ["event": "\(event)", "number": .stringConvertible(migration.number)])
        }
        logger.info(
            migrations.isEmpty
                ? "No migrations to apply: the schema is up to date" : "\(migrations.count) migrations \(what)",
            metadata: ["event": "migrate.done", "count": .stringConvertible(migrations.count)])
    }
}
