import Foundation

/// Which database is meant (`operations.md` 9.1 and 3.6).
extension ConfigurationReader.Outcome {
    mutating func checkDatabase(_ postgresProblem: (String) -> String?) {
        let name = "DATABASE_URL"
        guard !isReported(name), !isReported("\(name)_FILE") else { return }
        guard let url = text(name) ?? composedDatabaseURL() else { return }
        values[name] = .text(url)
        let scheme = url.prefix { $0 != ":" }.lowercased()
        if scheme == "sqlite" {
            if mode == .aws {
                problems.append(
                    ConfigurationProblem(name, "is an SQLite file, which several containers cannot share"))
            } else if SQLiteAddress.path(in: url) == nil {
                problems.append(ConfigurationProblem(name, "must be sqlite:///path/of/the/file"))
            }
        } else if !["postgresql", "postgres", "pgsql"].contains(scheme) {
            let schemes = mode == .local ? "postgresql:// or sqlite:///" : "postgresql://"
            problems.append(ConfigurationProblem(name, "must begin with \(schemes)"))
        } else if let reason = postgresProblem(url) {
            problems.append(ConfigurationProblem(name, reason))
        }
    }

    /// An address made of the parts, or a complaint about those that are missing. Nil when there is none.
    private mutating func composedDatabaseURL() -> String? {
        let parts = ["DATABASE_HOST", "DATABASE_USER", "DATABASE_PASSWORD"]
        let missing = parts.filter { values[$0] == nil && !isReported($0) }
        if missing.count == parts.count {
            if mode == .aws { problems.append(ConfigurationProblem("DATABASE_URL", "is missing")) }
            return nil
        }
        for name in missing {
            problems.append(ConfigurationProblem(name, "is missing although other DATABASE_ variables are set"))
        }
        guard let host = text(parts[0]), let user = text(parts[1]), let password = text(parts[2]),
            let database = text("DATABASE_NAME"), let port = integer("DATABASE_PORT")
        else { return nil }
        let shownHost = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : Self.encoded(host)
        return
            "postgresql://\(Self.encoded(user)):\(Self.encoded(password))@\(shownHost):\(port)/\(Self.encoded(database))"
    }

    private static func encoded(_ text: String) -> String {
        let unreserved = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? text
    }
}

/// `sqlite:///relative/path` and `sqlite:////absolute/path`.
enum SQLiteAddress {
    static func path(in url: String) -> String? {
        guard url.lowercased().hasPrefix("sqlite:///") else { return nil }
        let rest = String(url.dropFirst("sqlite:///".count))
        let path = rest.removingPercentEncoding ?? rest
        return path.isEmpty || path.contains("\0") ? nil : path
    }
}

/// The part of an address before the host.
enum UserInfo {
    /// The password of `scheme://user:password@host/...`, percent-decoded; the last `@` of the authority ends it.
    static func password(in url: String) -> String? {
        guard let separator = url.range(of: "://") else { return nil }
        let authority = url[separator.upperBound...].prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
            return nil
        }
        let raw = String(authority[authority.index(after: colon)..<at])
        return raw.isEmpty ? nil : raw.removingPercentEncoding ?? raw
    }
}
