/// Which of the open levels are objects: a bit for each, innermost lowest.
private struct Nesting {
    private var objects: UInt64 = 0
    private(set) var depth = 0

    var isObject: Bool { objects & 1 == 1 }
    var closing: UInt8 { isObject ? UInt8(ascii: "}") : UInt8(ascii: "]") }

    mutating func open(object: Bool, at offset: Int) throws(JSONError) {
        guard depth < JSONScanner.maximumDepth else { throw JSONError("nested too deeply", at: offset) }
        objects = objects << 1 | (object ? 1 : 0)
        depth += 1
    }

    mutating func close() {
        objects >>= 1
        depth -= 1
    }
}

extension JSONScanner {
    /// Passes over one value of any kind, checking its form, and returns where it stands.
    @discardableResult
    public mutating func skipValue() throws(JSONError) -> Range<Int> {
        skipSpace()
        let start = at
        switch peek {
        case UInt8(ascii: "\""): try skipString()
        case UInt8(ascii: "{"), UInt8(ascii: "["): try skipNested()
        default: try skipScalar()
        }
        return start..<at
    }

    /// Passes over an object or array. A loop, not a recursion: the depth is the sender's choice.
    private mutating func skipNested() throws(JSONError) {
        var levels = Nesting()
        repeat {
            skipSpace()
            switch peek {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                try levels.open(object: peek == UInt8(ascii: "{"), at: at)
                advance(to: at + 1)
                if !take(levels.closing) {
                    if levels.isObject { try skipKey() }
                    continue
                }
                levels.close()
            case UInt8(ascii: "\""): try skipString()
            default: try skipScalar()
            }
            while levels.depth > 0 {
                if take(UInt8(ascii: ",")) {
                    if levels.isObject { try skipKey() }
                    break
                }
                try expect(levels.closing)
                levels.close()
            }
        } while levels.depth > 0
    }

    private mutating func skipKey() throws(JSONError) {
        skipSpace()
        try skipString()
        try expect(UInt8(ascii: ":"))
    }

    /// Passes over a string and returns whether it holds an escape.
    @discardableResult
    mutating func skipString() throws(JSONError) -> Bool {
        let start = at
        guard peek == UInt8(ascii: "\"") else { throw JSONError("expected a string", at: at) }
        var next = at + 1
        var escaped = false
        while next < bytes.count {
            switch bytes[next] {
            case UInt8(ascii: "\""):
                advance(to: next + 1)
                return escaped
            case UInt8(ascii: "\\"):
                escaped = true
                next += try escapeLength(at: next)
            case 0..<0x20: throw JSONError("control character inside a string", at: next)
            default: next += 1
            }
        }
        throw JSONError("string without end", at: start)
    }

    private func escapeLength(at offset: Int) throws(JSONError) -> Int {
        guard offset + 1 < bytes.count else { throw JSONError("unfinished escape", at: offset) }
        switch bytes[offset + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return 2
        case UInt8(ascii: "u"):
            guard offset + 6 <= bytes.count, bytes[(offset + 2)..<(offset + 6)].allSatisfy(\.isHexDigit) else {
                throw JSONError("\\u needs four hex digits", at: offset)
            }
            return 6
        default: throw JSONError("unknown escape", at: offset)
        }
    }

    /// Passes over `true`, `false`, `null` or a number.
    private mutating func skipScalar() throws(JSONError) {
        guard let first = peek else { throw JSONError("expected a value but the text ends", at: at) }
        switch first {
        case UInt8(ascii: "t"): try skipLiteral("true")
        case UInt8(ascii: "f"): try skipLiteral("false")
        case UInt8(ascii: "n"): try skipLiteral("null")
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try skipNumber()
        default: throw JSONError("expected a value", at: at)
        }
    }

    private mutating func skipLiteral(_ literal: StaticString) throws(JSONError) {
        let end = at + literal.utf8CodeUnitCount
        let isThere = literal.withUTF8Buffer { text in
            end <= bytes.count && bytes[at..<end].elementsEqual(text)
        }
        guard isThere else { throw JSONError("expected a value", at: at) }
        advance(to: end)
    }

    /// `-`? digits without a leading zero, then maybe a fraction, then maybe an exponent.
    private mutating func skipNumber() throws(JSONError) {
        if peek == UInt8(ascii: "-") { advance(to: at + 1) }
        if peek == UInt8(ascii: "0") { advance(to: at + 1) } else { try skipDigits() }
        if peek == UInt8(ascii: ".") {
            advance(to: at + 1)
            try skipDigits()
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            advance(to: at + 1)
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { advance(to: at + 1) }
            try skipDigits()
        }
    }

    private mutating func skipDigits() throws(JSONError) {
        let start = at
        while let byte = peek, byte.isDigit { advance(to: at + 1) }
        if at == start { throw JSONError("expected a digit", at: at) }
    }
}

extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }

    var isHexDigit: Bool {
        isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
            || (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(self)
    }
}
