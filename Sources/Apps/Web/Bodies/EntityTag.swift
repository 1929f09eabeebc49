import Foundation
import HTTPTypes

/// Entity tags (RFC 9110, 8.8.3): a strong tag names exact bytes, so the gzip form of a body has a tag of its own, the
/// plain one with `-gzip` before the closing quote.
enum EntityTag {
    static let gzipSuffix = "-gzip"

    /// The header value of a plain body's opaque tag.
    static func plain(_ opaque: String) -> String { "\"\(opaque)\"" }

    /// The header value of the gzip form's tag.
    static func gzip(_ opaque: String) -> String { "\"\(opaque)\(gzipSuffix)\"" }

    /// The tag of the gzip form of an answer that carries the given header value; weak tags name both forms.
    static func gzipForm(ofHeader value: String) -> String {
        guard !value.hasPrefix("W/"), value.hasSuffix("\""), value.count >= 2 else { return value }
        return value.dropLast() + gzipSuffix + "\""
    }

    /// Whether `If-None-Match` names the body in either form. The comparison is the weak one, as the RFC asks for this
    /// header, so a tag that a proxy weakened still matches.
    static func matches(_ headers: HTTPFields, opaque: String) -> Bool {
        guard let header = headers[.ifNoneMatch] else { return false }
        return header.split(separator: ",").contains { part in
            var item = part.drop { $0 == " " }
            while item.last == " " { item = item.dropLast() }
            if item == "*" { return true }
            if item.hasPrefix("W/") { item = item.dropFirst(2) }
            guard item.first == "\"", item.last == "\"", item.count >= 2 else { return false }
            let tag = item.dropFirst().dropLast()
            return tag == opaque || (tag.hasSuffix(gzipSuffix) && tag.dropLast(gzipSuffix.count) == opaque)
        }
    }
}
