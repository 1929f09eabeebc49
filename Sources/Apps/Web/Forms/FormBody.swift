import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// A posted form, `application/x-www-form-urlencoded`: names with values, in order; a name may repeat.
public struct FormBody: Hashable, Sendable {
    /// More fields than this come from no form of ours.
    static let mostFields = 2_000

    private var pairs: [Pair] = []

    private struct Pair: Hashable {
        var name: String
        var value: String
    }

    /// An empty form, as a page shows it at first.
    public init() {}

    /// Values to show in a form before anybody typed.
    public init(_ values: KeyValuePairs<String, String>) { pairs = values.map { Pair(name: $0.key, value: $0.value) } }

    /// Nil for too many fields. Bytes that are no UTF-8 become replacement characters; `U+0000`, which no database holds,
    /// disappears.
    public init?(_ body: ByteBuffer) {
        let fields = body.readableBytesView.split(separator: UInt8(ascii: "&"))
        guard fields.count <= Self.mostFields else { return nil }
        pairs = fields.map { field in
            let halves = field.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            return Pair(name: Self.decode(halves[0]), value: halves.count == 2 ? Self.decode(halves[1]) : "")
        }
    }

    /// The first value.
    public subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

    /// The first value, or an empty text.
    public func text(_ name: String) -> String { self[name] ?? "" }

    /// The first value without white space around it.
    public func trimmed(_ name: String) -> String { text(name).trimmingCharacters(in: .whitespacesAndNewlines) }

    /// All values of a name.
    public func list(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

    public var names: [String] { pairs.map(\.name) }

    /// Puts one value in the place of all that a name has.
    public mutating func set(_ name: String, _ value: String) { set(name, [value]) }

    public mutating func set(_ name: String, _ values: [String]) {
        pairs.removeAll { $0.name == name }
        pairs += values.map { Pair(name: name, value: $0) }
    }

    public static func isForm(_ headers: HTTPFields) -> Bool {
        let type = headers[.contentType]?.split(separator: ";").first?.lowercased() ?? ""
        return type.filter { $0 != " " } == "application/x-www-form-urlencoded"
    }

    private static func decode(_ slice: some Sequence<UInt8>) -> String {
        let bytes = Array(slice)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            var byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "+") {
                byte = UInt8(ascii: " ")
            } else if byte == UInt8(ascii: "%"), index + 1 < bytes.count, let high = digit(bytes[index]),
                let low = digit(bytes[index + 1])
            {
                byte = high << 4 | low
                index += 2
            }
            if byte != 0 { result.append(byte) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
