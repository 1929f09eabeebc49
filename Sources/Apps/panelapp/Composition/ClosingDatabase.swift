import Logging
import SQLCore
import ServiceLifecycle
import UnixSignals
import UseCases

/// Closes the database after the server has stopped: services stop in the reverse order of their start.
struct ClosingDatabase: Service {
    let database: any SQLDatabase

    func run() async throws {
        try? await gracefulShutdown()
        await database.close()
    }
}

/// Gives back what the adapters hold, and ends their connections.
struct ClosingPorts: Service {
    let ports: PortAdapters

    func run() async throws {
        try? await gracefulShutdown()
        await ports.close()
    }
}

/// Sends jobs that could not be sent when they were written (`operations.md` 6.3), where no worker runs in this process.
struct FlushingOutbox: Service {
    let outbox: JobOutbox
    let gate: JobGate

    /// Seconds.
    private static let pause = 30.0

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: .seconds(Self.pause))) != nil {
                await self.flush()
            }
        }
        try? await gracefulShutdown()
        await flush()
    }

    private func flush() async { if (try? await gate.isOpen()) == true { await outbox.flush() } }
}

/// SIGHUP, which ends a process that has not said otherwise: nothing is read again here (`operations.md` 1).
struct IgnoringHangup: Service {
    let logger: Logger

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        await cancelWhenGracefulShutdown {
            for await _ in signals {
                self.logger.info("SIGHUP is ignored", metadata: ["event": "worker.sighup"])
            }
        }
    }
}
