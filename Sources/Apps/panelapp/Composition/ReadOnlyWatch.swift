import Logging
import Ports
import ServiceLifecycle
import Synchronization

/// Notices that the database takes no changes, being a copy that follows another or made read-only, and that it does again
/// (`operations.md` 9.5). Pages ask this for every answer; forms are not refused by it but by the database.
final class ReadOnlyWatch: Service {
    private let database: any SchemaRepo
    private let logger: Logger
    private let timer: any _Concurrency.Clock<Duration>
    private let state = Atomic<Bool>(false)

    /// Between two looks.
    static let pause = Duration.seconds(5)
    /// While it takes none: that everything works again should be seen at once.
    static let pauseWhileReadOnly = Duration.seconds(1)

    init(_ database: any SchemaRepo, logger: Logger, timer: any _Concurrency.Clock<Duration> = ContinuousClock()) {
        self.database = database
        self.logger = logger
        self.timer = timer
    }

    /// What the last look has found.
    var isReadOnly: Bool { state.load(ordering: .relaxed) }

    func run() async throws {
        await cancelWhenGracefulShutdown { await self.watch() }
        try? await gracefulShutdown()
    }

    private func watch() async {
        while !Task.isCancelled {
            await look()
            guard (try? await timer.sleep(for: isReadOnly ? Self.pauseWhileReadOnly : Self.pause)) != nil else {
                return
            }
        }
    }

    /// One look. A database that does not answer says nothing about it.
    func look() async {
        guard let accepts = try? await database.acceptsWrites() else { return }
        guard state.exchange(!accepts, ordering: .relaxed) == accepts else { return }
        if accepts {
            logger.notice("The database takes changes again", metadata: ["event": "database.writable"])
        } else {
            logger.warning(
                "The database takes no changes: the site can only be read", metadata: ["event": "database.read_only"])
        }
    }
}
