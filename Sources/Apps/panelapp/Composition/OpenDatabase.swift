import PostgresDriver
import PrometheusMetrics
import SQLCore
import SQLiteDriver

/// Opens the configured database. PostgreSQL connects when first asked, so a server that is down does not stop a start.
enum OpenDatabase {
    /// - Parameter observation: measures statements and connections; nil: nobody asks.
    static func open(
        _ settings: Settings, application: String, observation: Observation? = nil
    ) throws -> any SQLDatabase {
        let database = try opened(settings, application, observation)
        guard let observation else { return database }
        return ObservedDatabase(base: database, observation: observation)
    }

    private static func opened(
        _ settings: Settings, _ application: String, _ observation: Observation?
    ) throws -> any SQLDatabase {
        switch settings.database {
        case .sqlite(let path):
            return try SQLiteDatabase(SQLiteConfiguration(path: path, readOnly: settings.isReadOnly))
        case .postgres(let url):
            var configuration = try PostgresConfiguration(url: url.reveal())
            let limits = settings.databaseLimits
            // Options of the address win over variables (`operations.md` 9.1).
            let options = url.reveal().drop { $0 != "?" }
            if !options.contains("connect_timeout=") { configuration.connectTimeout = limits.connectTimeout }
            if !options.contains("application_name=") {
                configuration.applicationName = "panelapp-\(application)/\(BuildVersion.current)"
            }
            configuration.maximumConnections = limits.poolSize
            configuration.acquireTimeout = limits.acquireTimeout
            configuration.statementTimeout = limits.statementTimeout
            // Pages can be read from a server that takes no changes; nothing else here works with one (`operations.md` 9.3).
            configuration.readOnly = settings.isReadOnly
            if application != "web", !settings.isReadOnly { configuration.targetSession = .readWrite }
            guard let metrics = observation?.metrics else { return PostgresDatabase(configuration) }
            let database = PostgresDatabase(configuration) { metrics.poolWaits.record(NoLabels(), $0) }
            metrics.watch { database.connections }
            return database
        }
    }
}
