import Logging
import Ports
import ServiceLifecycle
import Synchronization

/// Brings the schema of local mode up to date when `web` starts (`operations.md` 2.1), without keeping it from listening
/// while a database is down (`operations.md` 1): then it goes on trying, and readiness says so meanwhile. In `aws` mode it only
/// looks, until somebody else has migrated (9.4).
final class SchemaKeeper: Service {
    private let schema: any SchemaRepo
    private let logger: Logger
    private let migrates: Bool
    private let found = Mutex(Finding.unknown)

    /// What is known of the schema.
    private enum Finding {
        /// Nobody has looked yet, or the database did not answer who did.
        case unknown
        case unfit
        case current
    }

    init(_ schema: any SchemaRepo, migrates: Bool, logger: Logger) {
        self.schema = schema
        self.migrates = migrates
        self.logger = logger
    }

    /// Whether the schema is known to fit this program.
    var isReady: Bool { found.withLock { $0 == .current } }

    /// Whether the schema is known not to fit.
    var isUnfit: Bool { found.withLock { $0 == .unfit } }

    /// Whether anything is known of it.
    var hasLooked: Bool { found.withLock { $0 != .unknown } }

    /// One try. Throws what trying again cannot mend, such as a schema of a newer program.
    func prepare() async throws {
        do {
            if !migrates {
                let pending = try await schema.pendingMigrations()
                guard pending.isEmpty else { throw PendingMigrations(count: pending.count) }
            }
            for migration in migrates ? try await schema.migrate() : [] {
                logger.info(
                    "Applied migration \(migration.number), \(migration.name)",
                    metadata: ["event": "schema.migrated", "number": .stringConvertible(migration.number)])
            }
            found.withLock { $0 = .current }
        } catch RepoFailure.unavailable(let reason) {
            logger.warning(
                "The database does not answer: \(reason)", metadata: ["event": "database.unavailable"])
        } catch {
            found.withLock { $0 = .unfit }
            throw error
        }
    }

    /// Goes on trying, 1 s to 30 s apart, until the schema fits or the server stops.
    func run() async throws {
        await cancelWhenGracefulShutdown { await self.prepareUntilReady() }
        try? await gracefulShutdown()
    }

    private func prepareUntilReady() async {
        var pause = Duration.seconds(1)
        while !isReady {
            guard (try? await Task.sleep(for: pause)) != nil else { return }
            pause = min(pause * 2, .seconds(30))
            do { try await prepare() } catch {
                logger.error(
                    "The schema cannot be used: \(Explanation.of(error))", metadata: ["event": "schema.unusable"])
            }
        }
    }
}
