import Foundation
import HTTPTypes

/// Reads `Accept-Encoding` (RFC 9110, 12.5.3).
enum AcceptEncoding {
    /// Whether the client takes gzip: named, or covered by `*`, and not with weight 0.
    static func acceptsGzip(_ headers: HTTPFields) -> Bool {
        guard let header = headers[.acceptEncoding] else { return false }
        var wildcard = false
        for part in header.split(separator: ",") {
            let pieces = part.split(separator: ";")
            guard let coding = pieces.first.map({ $0.trimmingCharacters(in: .whitespaces).lowercased() }) else {
                continue
            }
            let isRefused = pieces.dropFirst().contains { weight($0) == 0 }
            if coding == "gzip" || coding == "x-gzip" { return !isRefused }
            if coding == "*" { wildcard = !isRefused }
        }
        return wildcard
    }

    private static func weight(_ parameter: Substring) -> Double? {
        let text = parameter.trimmingCharacters(in: .whitespaces).lowercased()
        return text.hasPrefix("q=") ? Double(text.dropFirst(2)) : nil
    }
}
