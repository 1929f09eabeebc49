import Foundation
import SQLCore
import Web

/// The health checks of local mode (`operations.md` 2.2, Probe: the same checks on local adapters).
enum LocalHealth {
    struct NotWritable: Error, CustomStringConvertible {
        let folder: String
        var description: String { "the folder \(folder) cannot be written" }
    }

    static func checks(
        _ settings: Settings, database: any SQLDatabase, maintenance: MaintenanceFile
    ) -> [String: @Sendable () async throws -> HealthVerdict] {
        [
            "database": {
                try await database.ping()
                return .ok
            },
            // Queue and job consumer live in this very process: when it answers, they are there.
            "rabbitmq": { .ok },
            "celery": { .ok },
            "email": { try writable(settings.dataFolder) },
            "storage": { try writable(settings.dataFolder) },
            "maintenance": { maintenance.isPresent ? .maintenance : .ok },
        ]
    }

    private static func writable(_ folder: URL) throws(NotWritable) -> HealthVerdict {
        guard FileManager.default.isWritableFile(atPath: folder.path) else { throw NotWritable(folder: folder.path) }
        return .ok
    }
}
