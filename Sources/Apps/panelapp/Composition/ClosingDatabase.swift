import SQLCore
import ServiceLifecycle

/// Closes the database after the server has stopped: services stop in the reverse order of their start.
struct ClosingDatabase: Service {
    let database: any SQLDatabase

    func run() async throws {
        try? await gracefulShutdown()
        await database.close()
    }
}
