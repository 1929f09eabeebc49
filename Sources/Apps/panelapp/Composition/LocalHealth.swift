import SQLCore
import Web

/// The health checks of local mode (`operations.md` 2.2, Probe: the same checks on local adapters).
enum LocalHealth {
    static func checks(
        _ local: LocalAdapters, database: any SQLDatabase, maintenance: MaintenanceFile
    ) -> [String: @Sendable () async throws -> HealthVerdict] {
        [
            "database": {
                try await database.ping()
                return .ok
            },
            "rabbitmq": {
                _ = try await local.queue.depth()
                return .ok
            },
            // The job consumer lives in this very process: when it answers, that is there.
            "celery": { .ok },
            "email": {
                try await local.mailer.check()
                return .ok
            },
            "storage": {
                try await local.blobs.check()
                return .ok
            },
            "maintenance": { maintenance.isPresent ? .maintenance : .ok },
        ]
    }
}
