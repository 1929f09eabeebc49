extension JSONScanner {
    /// Decodes the escapes of a JSON string body.
    static func unescape(_ text: ArraySlice<UInt8>, offset: Int) throws(JSONError) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            guard byte == UInt8(ascii: "\\") else {
                out.append(byte)
                index += 1
                continue
            }
            guard index + 1 < text.endIndex else { throw JSONError("unfinished escape", at: index) }
            switch text[index + 1] {
            case UInt8(ascii: "n"): out.append(0x0A)
            case UInt8(ascii: "r"): out.append(0x0D)
            case UInt8(ascii: "t"): out.append(0x09)
            case UInt8(ascii: "b"): out.append(0x08)
            case UInt8(ascii: "f"): out.append(0x0C)
            case UInt8(ascii: "u"):
                let (scalar, length) = try unicodeEscape(text, at: index)
                out.append(contentsOf: String(Character(scalar)).utf8)
                index += length
                continue
            case let other where other == 0x22 || other == 0x5C || other == 0x2F: out.append(other)
            default: throw JSONError("unknown escape", at: index)
            }
            index += 2
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Reads `\uXXXX`, or a surrogate pair of two; a lone surrogate becomes U+FFFD.
    private static func unicodeEscape(
        _ text: ArraySlice<UInt8>, at index: Int
    ) throws(JSONError) -> (scalar: Unicode.Scalar, length: Int) {
        func unit(_ start: Int) -> UInt32? {
            guard start + 6 <= text.endIndex, text[start] == UInt8(ascii: "\\"), text[start + 1] == UInt8(ascii: "u")
            else { return nil }
            return UInt32(String(decoding: text[(start + 2)..<(start + 6)], as: UTF8.self), radix: 16)
        }
        guard let first = unit(index) else { throw JSONError("\\u needs four hex digits", at: index) }
        if let scalar = Unicode.Scalar(first) { return (scalar, 6) }
        if (0xD800..<0xDC00).contains(first), let second = unit(index + 6), (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        {
            return (scalar, 12)
        }
        return ("\u{FFFD}", 6)
    }
}

/// JSON text that is kept as it came: key order, number forms and all (`api.md 1.10`, `5.2`).
public struct JSONText: Hashable, Sendable {
    /// Compact UTF-8 text of one JSON value.
    public let bytes: [UInt8]

    /// Takes bytes that are known to be one compact JSON value.
    public init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// Checks and compacts `text`.
    public init(_ text: some Sequence<UInt8>) throws(JSONError) {
        let bytes = Array(text)
        var scanner = JSONScanner(bytes)
        var writer = JSONWriter(capacity: bytes.count)
        try scanner.copyValue(to: &writer)
        try scanner.end()
        self.bytes = writer.bytes
    }

    public init(_ text: String) throws(JSONError) { try self.init(text.utf8) }

    public var text: String { String(decoding: bytes, as: UTF8.self) }
    public var isNull: Bool { bytes.elementsEqual("null".utf8) }
}

extension JSONScanner {
    /// Copies one value in the form of `api.md 1.10`: white space between tokens goes, strings are escaped our way,
    /// numbers and key order stay.
    public mutating func copyValue(to writer: inout JSONWriter) throws(JSONError) {
        switch nextByte() {
        case UInt8(ascii: "{"):
            writer.beginObject()
            try object { (key, scanner) throws(JSONError) in
                writer.key(key)
                try scanner.copyValue(to: &writer)
            }
            writer.endObject()
        case UInt8(ascii: "["):
            writer.beginArray()
            try array { (scanner) throws(JSONError) in try scanner.copyValue(to: &writer) }
            writer.endArray()
        case UInt8(ascii: "\""): writer.string(try string())
        default:
            let range = try skipValue()
            guard Self.isScalar(bytes[range]) else { throw JSONError("not a JSON value", at: range.lowerBound) }
            writer.raw(bytes[range])
        }
    }

    private static func isScalar(_ text: ArraySlice<UInt8>) -> Bool {
        let value = String(decoding: text, as: UTF8.self)
        return value == "null" || value == "true" || value == "false" || Double(value) != nil
    }
}
