import Crypto
import Foundation
import Logging

/// Kinds with rules of this application.
extension VariableKind {
    /// A zone of the IANA database. The system also knows abbreviations and offsets, which are refused.
    static let timeZone = VariableKind("IANA time zone") { text in
        let isName = text == "UTC" || TimeZone.knownTimeZoneIdentifiers.contains(text) || isZoneFile(text)
        return isName && TimeZone(identifier: text) != nil
            ? .value(.text(text)) : .wrong("must be an IANA time zone such as Europe/London")
    }

    /// Links such as `Etc/UTC` or `GB` are in the database but not in the list of known identifiers.
    private static func isZoneFile(_ text: String) -> Bool {
        text.wholeMatch(of: /[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*/) != nil
            && FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/\(text)")
            && !text.hasPrefix("posix") && !text.hasPrefix("right")
    }

    static let logLevel = VariableKind("log level") { text in
        LogThreshold(text) == nil
            ? .wrong("must be CRITICAL, ERROR, WARNING, INFO, DEBUG or TRACE") : .value(.text(text))
    }

    /// SHA-256 of the key that is published in the original's repository: with it anybody could sign anything.
    static let publishedKeyDigest = "0552de3b47cacf2aacf495f5ebe0c067060702d986a07e46b19bd05386de6946"

    static let secretKey = secretKey(refusing: publishedKeyDigest)

    static func secretKey(refusing published: String) -> VariableKind {
        VariableKind("at least 32 bytes") { text in
            if digest(text) == published { return .wrong("is the published default key, which everybody knows") }
            return text.utf8.count < 32
                ? .repaired(.text(text), warning: "is shorter than 32 bytes") : .value(.text(text))
        }
    }

    /// SHA-256 in hex.
    static func digest(_ text: String) -> String {
        SHA256.hash(data: Data(text.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    static let healthToken = VariableKind("at least 16 visible ASCII characters") { text in
        let isVisible = text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        return text.utf8.count >= 16 && isVisible
            ? .value(.text(text))
            : .repaired(.text(text), warning: "should be at least 16 visible ASCII characters")
    }

    /// Names of health checks with their aliases (`operations.md` 12.3).
    static let healthServiceNames: Set<String> = [
        "database", "rabbitmq", "sqs", "queue", "celery", "worker", "email", "storage", "maintenance",
    ]

    static let healthServices = VariableKind("list, separated by ','") { text in
        let names = items(of: text, separators: ",")
        if let unknown = names.first(where: { !healthServiceNames.contains($0) }) {
            return .wrong("names '\(unknown)', which is no health check")
        }
        return .value(.list(names))
    }

    /// Names of panel types as the API has them.
    static let slugs = VariableKind("list of slugs, separated by ','") { text in
        let items = items(of: text, separators: ",")
        guard !items.isEmpty, items.allSatisfy({ $0.wholeMatch(of: /[a-z0-9_-]+/) != nil }) else {
            return .wrong("must be slugs of a-z, 0-9, '_' and '-', separated by ','")
        }
        return .value(.list(items))
    }

    static let brokerURL = VariableKind("sqs://[KEY:SECRET@][HOST[:PORT]]") { text in
        BrokerURL.problem(in: text).map { .wrong($0) } ?? .value(.text(text))
    }
}
