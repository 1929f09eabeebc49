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
        try copyValue(to: &writer, depth: 0)
    }

    private mutating func copyValue(to writer: inout JSONWriter, depth: Int) throws(JSONError) {
        let first = nextByte()
        if depth == Self.maximumDepth, first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            throw JSONError("nested too deeply", at: at)
        }
        switch first {
        case UInt8(ascii: "{"):
            writer.beginObject()
            try object { (key, scanner) throws(JSONError) in
                writer.key(key)
                try scanner.copyValue(to: &writer, depth: depth + 1)
            }
            writer.endObject()
        case UInt8(ascii: "["):
            writer.beginArray()
            try array { (scanner) throws(JSONError) in
                try scanner.copyValue(to: &writer, depth: depth + 1)
            }
            writer.endArray()
        case UInt8(ascii: "\""): writer.string(try string())
        default: writer.raw(bytes[try skipValue()])
        }
    }
}
