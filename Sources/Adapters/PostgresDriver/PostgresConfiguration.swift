/// How to reach a PostgreSQL database, and how its connections behave (`operations.md` 9.1, 9.2).
public struct PostgresConfiguration: Sendable, Equatable {
    /// How the connection is encrypted and whom it trusts: libpq's words.
    public enum SSLMode: String, Sendable, CaseIterable {
        case disable, allow, prefer, require
        case verifyCA = "verify-ca"
        case verifyFull = "verify-full"
    }

    /// Whether a server that only reads will do.
    public enum TargetSession: String, Sendable, CaseIterable {
        case any
        case readWrite = "read-write"
    }

    /// A parameter of the session that is sent when it starts.
    public struct StartupOption: Sendable, Equatable {
        public var name: String
        public var value: String
    }

    /// A host name in lower case, an address, or the folder of a Unix socket.
    public var host: String
    public var port = 5432
    public var user: String
    public var password: PostgresPassword?
    public var database: String
    public var sslMode = SSLMode.prefer
    /// A PEM file of trusted certificates. Where it is nil and the mode verifies, the system's bundle counts.
    public var sslRootCertificate: String?
    public var applicationName = "panelapp"
    public var targetSession = TargetSession.any
    public var startupOptions: [StartupOption] = []

    /// How long making a connection may take.
    public var connectTimeout: Duration = .seconds(10)
    /// Connections of this process; each has a thread while it lives. Of four or more, one in four is shared by single reads.
    public var maximumConnections = 10
    /// How long a body waits for a free connection before ``SQLError/poolExhausted(waited:)``.
    public var acquireTimeout: Duration = .seconds(5)
    /// After this time without work a connection is closed, except the last.
    public var idleTimeout: Duration = .seconds(60)
    /// How often an idle connection is asked for a sign of life.
    public var keepAlive: Duration = .seconds(30)
    /// After about this time (a tenth more or less) a connection is made anew, so that a new address or password takes effect.
    public var maximumAge: Duration = .seconds(1800)
    /// Zero means no limit, here and below.
    public var statementTimeout: Duration = .seconds(30)
    public var lockTimeout: Duration = .seconds(5)
    public var idleInTransactionTimeout: Duration = .seconds(60)
    /// Refuses every write, by the server's own switch as well.
    public var readOnly = false

    public init(host: String, user: String, password: String?, database: String) {
        self.host = host
        self.user = user
        self.password = password.map(PostgresPassword.init)
        self.database = database
    }
}

/// A password that does not show itself when it is printed.
public struct PostgresPassword: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    let value: String
    init(_ value: String) { self.value = value }
    public var description: String { "(hidden)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
