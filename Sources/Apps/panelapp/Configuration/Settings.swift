import Foundation
import Web

/// The configuration of one process, read once and checked as a whole. The composition root takes it apart; nothing
/// further in sees it.
struct Settings: Sendable {
    let mode: Mode
    let dataFolder: URL
    let mediaFolder: URL
    /// Where local mode's `collectstatic` publishes to.
    let staticFolder: URL
    let database: DatabaseTarget
    let databaseLimits: DatabaseLimits
    let log: LogSettings
    let site: SiteSettings
    /// Nil for commands that need no key, and in local mode until `LocalHome` has made one.
    var secretKey: Secret?
    let secretKeyFallbacks: [Secret]
    /// Nil as `secretKey`.
    var healthToken: Secret?
    let health: HealthSettings
    let server: ServerSettings
    /// Nil outside `aws` mode.
    let aws: AWSSettings?
    /// Nil: mails are written to files.
    let mailServer: MailServerSettings?
    /// Nil: nobody signs in at a load balancer.
    let signIn: LoadBalancerSettings?
    /// Where the management listener is, with metrics and probes; nil: nowhere.
    let management: BindTarget?
    /// Nil: no traces.
    let tracing: TracingSettings?
    let isReadOnly: Bool
    /// Whether the benchmark's own addresses are served.
    let isBenchmark: Bool
    /// The commit that this was built from.
    let revision: String
    /// Names of the variables that were set, for `config.loaded`.
    let givenNames: [String]
    /// Values that are not secret and worth a place in `config.loaded`.
    let facts: [(name: String, value: String)]
    /// All secret values, for the log's redaction.
    let secretValues: [Secret]
}

/// Which database.
enum DatabaseTarget: Equatable, Sendable {
    case sqlite(path: String)
    /// The address with its password.
    case postgres(url: Secret)

    /// Without anything secret.
    var summary: String {
        switch self {
        case .sqlite(let path): "sqlite \(path)"
        case .postgres: "postgresql"
        }
    }
}

struct DatabaseLimits: Sendable {
    /// Most connections of this process.
    let poolSize: Int
    let connectTimeout: Duration
    let acquireTimeout: Duration
    /// Zero: none.
    let statementTimeout: Duration
}

struct LogSettings: Sendable {
    let threshold: LogThreshold
    let isText: Bool
    /// `ENV_NAME`.
    let environmentName: String
    /// Whether access lines are written.
    let access: Bool
}

/// What pages and the API say about themselves.
struct SiteSettings: Sendable {
    let name: String
    let environmentName: String
    let banner: String?
    let signedOffMessage: String
    let contactEmail: String
    /// `DEFAULT_FROM_EMAIL`: sender of mails.
    let fromEmail: String
    /// Without a trailing slash.
    let baseURL: String
    /// Both end in a slash.
    let staticURL: String
    let mediaURL: String
    let timeZone: TimeZone
    let defaultPanelTypes: [String]
    let logoutRedirect: String
    let sessionAge: Duration
    /// Bytes.
    let maxUploadSize: Int
    /// Relative, ending in a slash; secret.
    let adminPath: Secret
}

struct HealthSettings: Sendable {
    /// Names as configured, in order.
    let services: [String]
    let maintenanceFile: String?
}

struct ServerSettings: Sendable {
    let bind: BindTarget
    /// Event loops.
    let workers: Int
    /// Threads for work that blocks, such as checking passwords.
    let blockingThreads: Int
    let connections: Int
    let backlog: Int
    /// Zero: no limit.
    let requestTimeout: Duration
    let keepAlive: Duration
    let limits: RequestLimits
    /// Nil: TLS ends before this process.
    let tls: TLSFiles?
    let hosts: AllowedHosts
    let proxy: ProxySettings
    let hstsSeconds: Int
    let shutdownDelay: Duration
    /// From the signal on, the delay included.
    let shutdownTimeout: Duration
    let gracefulTimeout: Duration
    /// `GUNICORN_CHECK_CONFIG`: check and end.
    let checkOnly: Bool
}

/// Certificate and key of the listener, as paths of PEM files.
struct TLSFiles: Sendable, Equatable {
    let certificate: String
    let key: String
}
