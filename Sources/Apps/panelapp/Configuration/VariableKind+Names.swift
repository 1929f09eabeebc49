import Foundation

/// Kinds for the names of things at AWS and in paths.
extension VariableKind {
    /// S3 bucket: 3-63 characters of `a-z 0-9 . -`, begins and ends alphanumeric.
    static let bucket = VariableKind("S3 bucket name") { text in
        text.wholeMatch(of: /[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/) != nil
            ? .value(.text(text))
            : .wrong("must be 3-63 characters of a-z, 0-9, '.' and '-', beginning and ending with a letter or digit")
    }

    static let region = VariableKind("AWS region") { text in
        text.wholeMatch(of: /[a-z]{2,6}(-[a-z]+)+-[0-9]+/) != nil
            ? .value(.text(text)) : .wrong("must be a region such as eu-west-2")
    }

    /// `host` or `host:port`.
    static let domain = VariableKind("host[:port]") { text in
        text.wholeMatch(of: /[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?/) != nil
            ? .value(.text(text)) : .wrong("must be a bare host name, optionally with a port: no scheme, no slash")
    }

    static let queueName = VariableKind("SQS queue name") { text in
        if text.hasSuffix(".fifo") { return .wrong("names a FIFO queue; FIFO queues are not supported") }
        return text.wholeMatch(of: /[A-Za-z0-9_-]{1,80}/) != nil
            ? .value(.text(text)) : .wrong("must be 1-80 characters of A-Z, a-z, 0-9, '_' and '-'")
    }

    /// Key prefix: no `..`, no empty segment; slashes at the ends are removed with a warning; empty = the bucket's root.
    static let location = VariableKind("path in a bucket") { text in
        var path = Substring(text)
        while path.first == "/" { path = path.dropFirst() }
        while path.last == "/" { path = path.dropLast() }
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        if !path.isEmpty, segments.contains(where: { $0.isEmpty || $0 == ".." }) {
            return .wrong("must not contain '..' or an empty segment")
        }
        let value = ConfigurationValue.text(String(path))
        return path.utf8.count == text.utf8.count
            ? .value(value) : .repaired(value, warning: "slashes at the beginning or end were removed")
    }

    /// First segments that routes of the site use.
    private static let takenSegments: Set<String> = [
        "api", "panels", "accounts", "admin-api", "webservices", "crowdsourcing", "autocomplete", "static", "media",
        "version", "ping", "readyz", "health", "health_check", "metrics",
    ]

    /// Relative path of the administration site: leading `/` removed, trailing `/` added.
    static let adminPath = VariableKind("relative path") { text in
        var path = text.hasPrefix("/") ? String(text.dropFirst()) : text
        if !path.hasSuffix("/") { path += "/" }
        guard path.wholeMatch(of: /([A-Za-z0-9._~-]+\/)+/) != nil else {
            return .wrong("must be a path of segments of letters, digits, '.', '_', '~' and '-'")
        }
        let first = path.prefix { $0 != "/" }.lowercased()
        if takenSegments.contains(first) { return .wrong("begins with '\(first)', which the application uses itself") }
        return .value(.text(path))
    }
}
