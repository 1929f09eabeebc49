import Foundation

/// Walks a JSON text value by value without building a tree, so that a panel of 3,000 entities can be cut into its
/// entities, compared and reordered as bytes. Whole-tree decoding costs about 150 ms for such a panel
/// (docs/architecture.md); passing over 4.7 MB costs about 5, reading all entities about 20.
///
/// Strict: what it passes over or reads is JSON as RFC 8259 has it, with at most `maximumDepth` levels, so that hostile
/// text can neither slip through nor exhaust the stack.
public struct JSONScanner: Sendable {
    public let bytes: [UInt8]
    /// Levels of objects and arrays within each other; PanelApp's documents have 6.
    public static let maximumDepth = 64
    /// Offset of the next unread byte.
    public private(set) var at: Int

    public init(_ bytes: [UInt8], at start: Int = 0) {
        self.bytes = bytes
        at = start
    }

    // MARK: Structure

    /// Reads an object; `member` gets each key and must read or skip exactly one value.
    public mutating func object(_ member: (String, inout JSONScanner) throws(JSONError) -> Void) throws(JSONError) {
        try expect(UInt8(ascii: "{"))
        if take(UInt8(ascii: "}")) { return }
        repeat {
            skipSpace()
            let key = try string()
            try expect(UInt8(ascii: ":"))
            skipSpace()
            try member(key, &self)
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
    }

    /// Reads an object without making its keys into strings: `member` gets each key as it stands between its quotes, reads
    /// or skips exactly one value, and answers whether to go on. After a `false` the scanner stands inside the object.
    public mutating func members(
        _ member: (ArraySlice<UInt8>, inout JSONScanner) throws(JSONError) -> Bool
    ) throws(JSONError) {
        try expect(UInt8(ascii: "{"))
        if take(UInt8(ascii: "}")) { return }
        repeat {
            skipSpace()
            let start = at
            try skipString()
            let key = bytes[(start + 1)..<(at - 1)]
            try expect(UInt8(ascii: ":"))
            skipSpace()
            if try !member(key, &self) { return }
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
    }

    /// Passes over the next value if it is byte for byte `value`, an object or array, and answers whether it was. Comparing is
    /// an order of magnitude faster than walking.
    public mutating func skip(_ value: ArraySlice<UInt8>) -> Bool {
        guard at + value.count <= bytes.count, !value.isEmpty else { return false }
        let isSame = bytes[at..<(at + value.count)].withUnsafeBytes { ours in
            value.withUnsafeBytes { theirs in
                guard let a = ours.baseAddress, let b = theirs.baseAddress else { return false }
                return memcmp(a, b, value.count) == 0
            }
        }
        if isSame { at += value.count }
        return isSame
    }

    /// Reads an array; `element` must read or skip exactly one value.
    public mutating func array(_ element: (inout JSONScanner) throws(JSONError) -> Void) throws(JSONError) {
        try expect(UInt8(ascii: "["))
        if take(UInt8(ascii: "]")) { return }
        repeat {
            skipSpace()
            try element(&self)
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"))
    }

    /// Fails unless only white space is left.
    public mutating func end() throws(JSONError) {
        skipSpace()
        if at < bytes.count { throw JSONError("unexpected text after the end of the document", at: at) }
    }

    // MARK: Scalars

    /// True, and consumed, when the next value is `null`.
    public mutating func null() -> Bool {
        skipSpace()
        guard peek == UInt8(ascii: "n"), bytes[at...].starts(with: "null".utf8) else { return false }
        at += 4
        return true
    }

    public mutating func string() throws(JSONError) -> String {
        skipSpace()
        let start = at
        let escaped = try skipString()
        let body = (start + 1)..<(at - 1)
        if escaped { return try Self.unescape(bytes[body]) }
        // Decoding repairs what is not UTF-8; comparing afterwards costs half of what a validating decode costs.
        let string = bytes.withUnsafeBufferPointer { all in
            let text = UnsafeBufferPointer(rebasing: all[body])
            var string = String(decoding: text, as: UTF8.self)
            return string.withUTF8 { $0.elementsEqual(text) } ? string : nil
        }
        guard let string else { throw JSONError("string is not UTF-8", at: start) }
        return string
    }

    public mutating func optionalString() throws(JSONError) -> String? {
        null() ? nil : try string()
    }

    public mutating func int() throws(JSONError) -> Int {
        let range = try skipValue()
        guard let value = Int(String(decoding: bytes[range], as: UTF8.self)) else {
            throw JSONError("expected an integer", at: range.lowerBound)
        }
        return value
    }

    public mutating func optionalInt() throws(JSONError) -> Int? {
        null() ? nil : try int()
    }

    public mutating func bool() throws(JSONError) -> Bool {
        let range = try skipValue()
        switch String(decoding: bytes[range], as: UTF8.self) {
        case "true": return true
        case "false": return false
        default: throw JSONError("expected true or false", at: range.lowerBound)
        }
    }

    public mutating func strings() throws(JSONError) -> [String] {
        var values: [String] = []
        try array { (scanner) throws(JSONError) in values.append(try scanner.string()) }
        return values
    }

    public mutating func optionalStrings() throws(JSONError) -> [String]? {
        null() ? nil : try strings()
    }

    /// The next byte that is not white space, without consuming it.
    public mutating func nextByte() -> UInt8? {
        skipSpace()
        return peek
    }

    // MARK: Parts

    var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

    mutating func skipSpace() {
        while at < bytes.count {
            switch bytes[at] {
            case 0x20, 0x0A, 0x0D, 0x09: at += 1
            default: return
            }
        }
    }

    mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard peek == byte else { return false }
        at += 1
        return true
    }

    mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard take(byte) else {
            let found = peek.map { "'\(Character(UnicodeScalar($0)))'" } ?? "the end of the text"
            throw JSONError("expected '\(Character(UnicodeScalar(byte)))' but found \(found)", at: at)
        }
    }

    mutating func advance(to offset: Int) { at = offset }
}
