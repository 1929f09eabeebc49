import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// A posted form: names with values, in order; a name may repeat.
public struct FormBody: Hashable, Sendable {
    /// More fields than this come from no form of ours: the longest has a box for every entity of a large panel.
    static let mostFields = 20_000

    private var pairs: [Pair] = []
    /// Names of fields whose bytes were no text; each once.
    public private(set) var damaged: [String] = []

    private struct Pair: Hashable {
        var name: String
        var value: String
    }

    /// An empty form, as a page shows it at first.
    public init() {}

    /// Values to show in a form before anybody typed.
    public init(_ values: KeyValuePairs<String, String>) { pairs = values.map { Pair(name: $0.key, value: $0.value) } }

    /// A body as its content type says: `multipart/form-data` or, without such a type, `application/x-www-form-urlencoded`.
    /// Nil for what cannot be read and for too many fields.
    public init?(_ body: ByteBuffer, _ headers: HTTPFields) {
        guard let type = headers[.contentType], Self.name(of: type) == Self.multipart else {
            self.init(body)
            return
        }
        guard let boundary = MultipartForm.boundary(type),
            let fields = MultipartForm.fields(
                Array(body.readableBytesView), boundary: boundary, atMost: Self.mostFields)
        else { return nil }
        self.init()
        for field in fields { add(field) }
    }

    /// One more field, as a part of a body brought it.
    mutating func add(_ field: MultipartForm.Field) {
        let (value, isText) = Self.text(field.value)
        add(field.name, value, isWhole: isText)
    }

    /// A form in `application/x-www-form-urlencoded`. Nil for too many fields. Bytes that are no UTF-8 become replacement
    /// characters, and control characters, which no keyboard types into a form and some databases and spreadsheets do not
    /// hold, disappear; the names of the fields that had either are in `damaged`.
    public init?(_ body: ByteBuffer) {
        // Counted before anything is made of them.
        let separators = body.readableBytesView.count { $0 == UInt8(ascii: "&") }
        guard separators < Self.mostFields else { return nil }
        let fields = body.readableBytesView.split(separator: UInt8(ascii: "&"))
        for field in fields {
            let halves = field.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let (name, isName) = Self.decode(halves[0])
            let (value, isText) = halves.count == 2 ? Self.decode(halves[1]) : ("", true)
            add(name, value, isWhole: isName && isText)
        }
    }

    private mutating func add(_ name: String, _ value: String, isWhole: Bool) {
        pairs.append(Pair(name: name, value: value))
        // So many are enough to refuse a form; no form makes looking through them expensive.
        if !isWhole, damaged.count < 100, !damaged.contains(name) { damaged.append(name) }
    }

    /// The first value.
    public subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

    /// The first value, or an empty text.
    public func text(_ name: String) -> String { self[name] ?? "" }

    /// The first value without white space around it.
    public func trimmed(_ name: String) -> String { text(name).trimmingCharacters(in: .whitespacesAndNewlines) }

    /// All values of a name but empty ones. A list of boxes sends an empty value first, so that "no box is ticked"
    /// (`self[name]` is empty) can be told from "the field was left out" (nil), as scripts do.
    public func list(_ name: String) -> [String] {
        pairs.filter { $0.name == name && !$0.value.isEmpty }.map(\.value)
    }

    public var names: [String] { pairs.map(\.name) }

    /// Puts one value in the place of all that a name has.
    public mutating func set(_ name: String, _ value: String) { set(name, [value]) }

    public mutating func set(_ name: String, _ values: [String]) {
        pairs.removeAll { $0.name == name }
        pairs += values.map { Pair(name: name, value: $0) }
    }

    /// Takes all values of a name away.
    public mutating func remove(_ name: String) { pairs.removeAll { $0.name == name } }

    /// Names and values in order.
    public var fields: [(name: String, value: String)] { pairs.map { ($0.name, $0.value) } }

    public static func isForm(_ headers: HTTPFields) -> Bool {
        let name = name(of: headers[.contentType] ?? "")
        return name == "application/x-www-form-urlencoded" || name == multipart
    }

    /// Whether the body comes in parts, as files do.
    static func isMultipart(_ headers: HTTPFields) -> Bool { name(of: headers[.contentType] ?? "") == multipart }

    private static let multipart = "multipart/form-data"

    private static func name(of type: String) -> String {
        (type.split(separator: ";").first?.lowercased() ?? "").filter { $0 != " " }
    }

    /// The text, and whether it is just what was sent.
    private static func decode(_ slice: some Sequence<UInt8>) -> (text: String, isWhole: Bool) {
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
            result.append(byte)
        }
        return text(result)
    }

    private static func text(_ bytes: [UInt8]) -> (text: String, isWhole: Bool) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return (readable(String(decoding: bytes, as: UTF8.self)), false)
        }
        let clean = readable(text)
        return (clean, clean.utf8.count == bytes.count)
    }

    /// Without control characters but for those of white space.
    private static func readable(_ text: String) -> String {
        func isNoise(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.generalCategory == .control && !["\t", "\n", "\r"].contains(scalar)
        }
        guard text.unicodeScalars.contains(where: isNoise) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.filter { !isNoise($0) }))
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
