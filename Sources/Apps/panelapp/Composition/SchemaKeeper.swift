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
    private let timer: any _Concurrency.Clock<Duration>

    /// What is known of the schema.
    private enum Finding {
        /// Nobody has looked yet, or the database did not answer who did.
        case unknown
        case unfit
        case current
    }

    /// Between two looks at a schema that does not fit; while the database does not answer, twice as long each time, up to the
    /// longest, so that all is well within 10 s after it does (9.3).
    private static let pause = Duration.seconds(1)
    private static let longestPause = Duration.seconds(8)
    /// Between two lines about it.
    private static let tellEvery = Duration.seconds(60)

    init(
        _ schema: any SchemaRepo, migrates: Bool, logger: Logger,
        timer: any _Concurrency.Clock<Duration> = ContinuousClock()
    ) {
        self.schema = schema
        self.migrates = migrates
        self.logger = logger
        self.timer = timer
    }

    /// Whether the schema is known to fit this program.
    var isReady: Bool { found.withLock { $0 == .current } }

    /// Whether the schema is known not to fit.
    var isUnfit: Bool { found.withLock { $0 == .unfit } }

    /// Whether anything is known of it.
    var hasLooked: Bool { found.withLock { $0 != .unknown } }

    /// One try. Throws what trying again cannot mend. - Returns: false when the database did not answer.
    @discardableResult
    func prepare() async throws -> Bool {
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
        } catch SchemaProblem.newer(let number) {
            // A schema works with the program before it as well: the one after this is being rolled out, or was rolled back.
            logger.warning(
                "The schema is newer than this program: it has migration \(number)",
                metadata: ["event": "schema.newer", "number": .stringConvertible(number)])
            found.withLock { $0 = .current }
        } catch RepoFailure.unavailable(let reason) {
            logger.warning(
                "The database does not answer: \(reason)", metadata: ["event": "database.unavailable"])
            return false
        } catch let problem as SchemaProblem where problem.passes {
            logger.warning("\(Explanation.of(problem))", metadata: ["event": "schema.busy"])
            return false
        } catch {
            found.withLock { $0 = .unfit }
            throw error
        }
        return true
    }

    /// Goes on trying until the schema fits or the server stops. What is wrong with it is told once a minute.
    func run() async throws {
        await cancelWhenGracefulShutdown { await self.prepareUntilReady() }
        try? await gracefulShutdown()
    }

    private func prepareUntilReady() async {
        var untilTold = Duration.zero
        var pause = Self.pause
        while !isReady, !Task.isCancelled {
            do {
                pause = try await prepare() ? Self.pause : min(pause * 2, Self.longestPause)
            } catch {
                pause = Self.pause
                if untilTold <= .zero {
                    logger.error(
                        "The schema cannot be used: \(Explanation.of(error))", metadata: ["event": "schema.unusable"])
                    untilTold = Self.tellEvery
                }
            }
            if isReady { return }
            guard (try? await timer.sleep(for: pause)) != nil else { return }
            untilTold -= pause
        }
    }
}

extension SchemaProblem {
    /// Whether it ends by itself when others have done their work.
    fileprivate var passes: Bool {
        switch self {
        case .underway, .blocked: true
        case .changed, .newer, .original: false
        }
    }
}
