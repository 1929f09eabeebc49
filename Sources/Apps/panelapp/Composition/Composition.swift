import Foundation
import SQLCore
import ServiceLifecycle
import Web

/// The one place that knows every adapter and puts them behind the ports.
enum Composition {
    /// Everything behind the HTTP server in local mode.
    static func web(_ launch: Launch) async throws -> WebParts {
        let settings = launch.settings
        let database = try OpenDatabase.open(settings, application: "web")
        let maintenance = MaintenanceFile(path: settings.health.maintenanceFile)
        return WebParts(
            addRoutes: { _ in },
            problemPage: nil,
            conditions: [
                Readiness.Condition(.database) { await answers(database) },
                Readiness.Condition(.maintenance) { !maintenance.isPresent },
            ],
            health: LocalHealth.checks(settings, database: database, maintenance: maintenance),
            services: [ClosingDatabase(database: database)])
    }

    private static func answers(_ database: any SQLDatabase) async -> Bool {
        do {
            try await database.ping()
            return true
        } catch {
            return false
        }
    }
}

/// Closes the database after the server has stopped.
struct ClosingDatabase: Service {
    let database: any SQLDatabase

    func run() async throws {
        try? await gracefulShutdown()
        await database.close()
    }
}
