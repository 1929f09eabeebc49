import ArgumentParser
import Foundation
import Logging
import Ports
import SQLCore
import SQLRepo
import UseCases

/// What commands that load data work with: a database with its schema, and somebody to tell how far it is.
struct DataServices: Sendable {
    let launch: Launch
    let repository: SQLRepository
    let logger: Logger
    let progress: ImportProgressReporter
    /// Whether a person reads the output.
    let isTerminal = isatty(STDOUT_FILENO) == 1

    /// The last line of a command that did its work: a sentence for a person, else a record of the log.
    func conclude(_ text: String) {
        if isTerminal { write(text + "\n") } else { logger.info("\(text)", metadata: ["event": "import.done"]) }
    }

    /// Puts text on the terminal, after what was logged before it.
    func write(_ text: String) {
        launch.book.sink.flush()
        FileHandle.standardOutput.write(Data(text.utf8))
    }
}

enum DataCommand {
    /// Reads the configuration, opens the database, brings its schema up to date in local mode, runs `work`, and closes.
    /// - Parameter kind: which variables are needed.
    static func run(
        _ name: String, as kind: CommandKind = .data, _ work: (DataServices) async throws -> Void
    ) async throws {
        let launch = try Launch.start(kind, name: name)
        try await launch.run {
            let logger = launch.book.logger(name)
            let database = try OpenDatabase.open(launch.settings, application: name)
            let result: Result<Void, any Error>
            do {
                let repository = SQLRepository(database)
                try await prepare(repository, mode: launch.settings.mode)
                let progress = ImportProgressReporter(ProgressReporter(logger: logger))
                result = .success(
                    try await work(
                        DataServices(launch: launch, repository: repository, logger: logger, progress: progress)))
                progress.end()
            } catch {
                result = .failure(error)
            }
            await database.close()
            try result.get()
        }
    }

    /// In aws mode the schema is the business of `migrate`, which runs before anything else (`operations.md` 9.4).
    private static func prepare(_ repository: SQLRepository, mode: Mode) async throws {
        switch mode {
        case .local: _ = try await repository.migrate()
        case .aws:
            let pending = try await repository.pendingMigrations()
            guard pending.isEmpty else { throw PendingMigrations(count: pending.count) }
        }
    }
}

struct PendingMigrations: Error, CustomStringConvertible {
    let count: Int
    var description: String { "the database lacks \(count) migrations: run panelapp migrate first" }
}
