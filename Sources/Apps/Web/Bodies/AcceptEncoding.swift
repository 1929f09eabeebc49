import Foundation
import HTTPTypes

/// Reads `Accept-Encoding` (RFC 9110, 12.5.3).
enum AcceptEncoding {
    /// Whether the client takes gzip: named, or covered by `*`, not with weight 0, and not less than the plain form.
    static func acceptsGzip(_ headers: HTTPFields) -> Bool {
        guard let header = headers[.acceptEncoding] else { return false }
        var gzip: Double?
        var wildcard: Double?
        var identity = 0.0
        for part in header.split(separator: ",") {
            let pieces = part.split(separator: ";")
            guard let coding = pieces.first.map({ $0.trimmingCharacters(in: .whitespaces).lowercased() }) else {
                continue
            }
            let weight = pieces.dropFirst().compactMap(weight).first ?? 1
            switch coding {
            case "gzip", "x-gzip": gzip = weight
            case "*": wildcard = weight
            case "identity": identity = weight
            default: continue
            }
        }
        let wanted = gzip ?? wildcard ?? 0
        return wanted > 0 && wanted >= identity
    }

    private static func weight(_ parameter: Substring) -> Double? {
        let text = parameter.trimmingCharacters(in: .whitespaces).lowercased()
        return text.hasPrefix("q=") ? Double(text.dropFirst(2)) : nil
    }
}
