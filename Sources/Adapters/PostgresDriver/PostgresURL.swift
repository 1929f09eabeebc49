/// Why a database URL was refused. No message shows the URL, which may contain a password.
public enum PostgresURLError: Error, Equatable, Sendable, CustomStringConvertible {
    case notAURL
    case unsupportedScheme(String)
    case reservedCharacter
    case missingUser
    case missingHost
    case missingDatabase
    case invalidPort
    case invalidEncoding
    case unknownOption(String)
    case invalidOption(String, expected: String)

    public var description: String {
        switch self {
        case .notAURL: "not of the form postgresql://user:password@host:port/database"
        case .unsupportedScheme(let scheme): "the scheme is \(scheme), it must be postgresql, postgres or pgsql"
        case .reservedCharacter:
            "a raw / ? # or @ stands where it cannot be told apart; write %2F %3F %23 %40 inside user, password, database "
                + "name and options"
        case .missingUser: "the user name is missing"
        case .missingHost: "the host is missing"
        case .missingDatabase: "the database name is missing"
        case .invalidPort: "the port must be a number from 1 to 65535"
        case .invalidEncoding: "a percent-encoded part is no UTF-8 text"
        case .unknownOption(let name): "unknown option \(name)"
        case .invalidOption(let name, let expected): "the option \(name) must be \(expected)"
        }
    }
}

extension PostgresConfiguration {
    /// Reads `scheme://user[:password]@host[:port]/dbname[?options]` (`operations.md` 9.1).
    public init(url: String) throws(PostgresURLError) {
        let parts = try PostgresURLParts(url)
        self.init(
            host: try parts.host(), user: try parts.user(), password: try parts.password(),
            database: try parts.database())
        port = try parts.port()
        for option in parts.query.split(separator: "&") {
            try apply(option: option)
        }
    }

    private mutating func apply(option: Substring) throws(PostgresURLError) {
        let name = String(option.prefix { $0 != "=" })
        let value = try PercentEncoding.decode(option.dropFirst(name.count + 1))
        switch name {
        case "sslmode":
            guard let mode = SSLMode(rawValue: value) else { throw .invalidOption(name, expected: words(SSLMode.self)) }
            sslMode = mode
        case "sslrootcert": sslRootCertificate = value
        case "connect_timeout":
            guard let seconds = Int(value), (1...3600).contains(seconds) else {
                throw .invalidOption(name, expected: "a number of seconds from 1 to 3600")
            }
            connectTimeout = .seconds(seconds)
        case "application_name": applicationName = value
        case "target_session_attrs":
            guard let target = TargetSession(rawValue: value) else {
                throw .invalidOption(name, expected: words(TargetSession.self))
            }
            targetSession = target
        case "options":
            startupOptions.removeAll { $0.name != "search_path" }
            try startupOptions.insert(contentsOf: StartupOption.parse(value), at: 0)
        case "currentSchema":
            startupOptions.removeAll { $0.name == "search_path" }
            startupOptions.append(StartupOption(name: "search_path", value: value))
        default: throw .unknownOption(name)
        }
    }

    private func words<T: CaseIterable & RawRepresentable<String>>(_ type: T.Type) -> String {
        type.allCases.map(\.rawValue).joined(separator: ", ")
    }
}

extension PostgresConfiguration.StartupOption {
    /// Reads `-c name=value -c name=value`; a backslash keeps the blank behind it.
    static func parse(_ text: String) throws(PostgresURLError) -> [Self] {
        var words: [String] = [""]
        var escaped = false
        for character in text {
            if escaped || (character != "\\" && character != " ") {
                words[words.count - 1].append(character)
                escaped = false
            } else if character == "\\" {
                escaped = true
            } else {
                words.append("")
            }
        }
        var result: [Self] = []
        var rest = words.filter { !$0.isEmpty }[...]
        while let word = rest.popFirst() {
            let pair = word == "-c" ? rest.popFirst() : word.hasPrefix("-c") ? String(word.dropFirst(2)) : nil
            guard let pair, let equals = pair.firstIndex(of: "="), equals > pair.startIndex else {
                throw .invalidOption("options", expected: "pairs such as -c name=value")
            }
            result.append(Self(name: String(pair[..<equals]), value: String(pair[pair.index(after: equals)...])))
        }
        return result
    }
}
