import Foundation

/// Where `web` listens: `host:port`, `[v6]:port` or `unix:/path` (`operations.md` 4, `bind`).
enum BindTarget: Equatable, Sendable, CustomStringConvertible {
    case tcp(host: String, port: Int)
    case unix(path: String)

    /// - Throws: the reason, as a sentence without subject.
    init(_ text: String) throws(ConfigurationProblem) {
        if text.hasPrefix("fd://") { throw Self.problem("names a file descriptor, which is not supported", text) }
        if text.contains(",") { throw Self.problem("must be one address", text) }
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst("unix:".count))
            guard path.hasPrefix("/") else { throw Self.problem("must name an absolute path after 'unix:'", text) }
            self = .unix(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (1...65535).contains(port)
        else { throw Self.problem("must be host:port, [address]:port or unix:/path", text) }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if host.contains(":") {
            throw Self.problem("must have its IPv6 address in brackets", text)
        }
        guard host.isEmpty || host.wholeMatch(of: /[A-Za-z0-9.:%_-]+/) != nil else {
            throw Self.problem("must be host:port, [address]:port or unix:/path", text)
        }
        // gunicorn's `:8080` listens on every address.
        self = .tcp(host: host.isEmpty ? "0.0.0.0" : host, port: port)
    }

    private static func problem(_ reason: String, _ value: String) -> ConfigurationProblem {
        ConfigurationProblem("GUNICORN_BIND", reason, value: value)
    }

    var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}

extension VariableKind {
    /// Where the management listener is; empty: nowhere.
    static let managementBind = VariableKind("host:port or unix:/path, or empty") { text in
        text.isEmpty ? .value(.text(text)) : bind.read(text)
    }

    static let bind = VariableKind("host:port or unix:/path") { text in
        do throws(ConfigurationProblem) {
            _ = try BindTarget(text)
            return .value(.text(text))
        } catch {
            return .wrong(error.reason)
        }
    }
}
