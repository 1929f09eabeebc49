/// Which server mails are handed to, and how (`operations.md` 10).
public struct SMTPSettings: Hashable, Sendable {
    public enum Security: Hashable, Sendable {
        case plain
        /// STARTTLS, or no mail at all.
        case startTLS
        /// TLS from the first byte.
        case implicit
    }

    public struct Login: Hashable, Sendable {
        public var user: String
        public var password: String

        public init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    public var host: String
    public var port: Int
    public var security: Security
    public var login: Login?
    /// Whether certificate and host name are checked.
    public var verifies: Bool
    /// A file of certificates to trust in place of the system's.
    public var trusted: String?
    /// Seconds for each answer of the server.
    public var timeout: Int
    /// What this machine calls itself.
    public var helloName: String

    public init(
        host: String, port: Int, security: Security, login: Login? = nil, verifies: Bool = true,
        trusted: String? = nil, timeout: Int = 30, helloName: String
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.login = login
        self.verifies = verifies
        self.trusted = trusted
        self.timeout = timeout
        self.helloName = helloName
    }
}
