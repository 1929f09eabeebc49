import Foundation

/// The grammar of `CELERY_BROKER_URL` (`operations.md` 6.9). Reasons never repeat the value: it may hold a secret.
enum BrokerURL {
    static func problem(in text: String) -> String? {
        guard let separator = text.range(of: "://") else { return "must begin with sqs://" }
        guard text[..<separator.lowerBound].lowercased() == "sqs" else { return "only sqs:// is supported" }
        let rest = text[separator.upperBound...]
        guard let at = rest.lastIndex(of: "@") else { return hostProblem(rest.prefix { $0 != "/" }) }
        let keys = rest[..<at]
        if keys.contains("/") { return "has an unescaped '/' in the secret: write it as %2F" }
        let host = rest[rest.index(after: at)...].prefix { $0 != "/" }
        if !keys.isEmpty {
            guard let colon = keys.firstIndex(of: ":"), colon != keys.startIndex,
                keys.index(after: colon) != keys.endIndex
            else { return "must have both key and secret, or neither" }
        }
        return hostProblem(host)
    }

    /// Whether something follows the authority.
    static func hasRest(_ text: String) -> Bool {
        guard let separator = text.range(of: "://") else { return false }
        let rest = text[separator.upperBound...]
        let host = rest.lastIndex(of: "@").map { rest[$0...] } ?? rest
        return host.firstIndex(of: "/").map { host.index(after: $0) != host.endIndex } ?? false
    }

    private static func hostProblem(_ host: Substring) -> String? {
        host.isEmpty || host.wholeMatch(of: /[A-Za-z0-9.-]+(:[0-9]{1,5})?/) != nil
            ? nil : "has something after '@' that is no host[:port]; a '/' in the secret must be written as %2F"
    }
}
