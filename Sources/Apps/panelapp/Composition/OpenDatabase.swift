import PostgresDriver
import SQLCore
import SQLiteDriver

/// Opens the configured database. PostgreSQL connects when first asked, so a server that is down does not stop a start.
enum OpenDatabase {
    static func open(_ settings: Settings, application: String) throws -> any SQLDatabase {
        switch settings.database {
        case .sqlite(let path):
            return try SQLiteDatabase(SQLiteConfiguration(path: path, readOnly: false))
        case .postgres(let url):
            var configuration = try PostgresConfiguration(url: url.reveal())
            let limits = settings.databaseLimits
            // Options of the address win over variables (`operations.md` 9.1).
            if !url.reveal().contains("connect_timeout=") { configuration.connectTimeout = limits.connectTimeout }
            if !url.reveal().contains("application_name=") {
                configuration.applicationName = "panelapp-\(application)/\(BuildVersion.current)"
            }
            configuration.maximumConnections = limits.poolSize
            configuration.acquireTimeout = limits.acquireTimeout
            configuration.statementTimeout = limits.statementTimeout
            return PostgresDatabase(configuration)
        }
    }
}
