/// 16 bytes that name a trace; never all zero.
public struct TraceID: Hashable, Sendable, CustomStringConvertible {
    let high: UInt64
    let low: UInt64

    /// Nil unless the text is 32 digits of lower-case hexadecimal that are not all zero.
    init?(_ text: Substring) {
        guard text.utf8.count == 32, let high = Hexadecimal.read(text.prefix(16)),
            let low = Hexadecimal.read(text.suffix(16)), high | low != 0
        else { return nil }
        self.high = high
        self.low = low
    }

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A new trace.
    static func random() -> TraceID {
        TraceID(high: .random(in: .min ... .max), low: .random(in: 1 ... .max))
    }

    public var description: String { Hexadecimal.write(high) + Hexadecimal.write(low) }
}

/// 8 bytes that name a span; never zero.
public struct SpanID: Hashable, Sendable, CustomStringConvertible {
    let value: UInt64

    /// Nil unless the text is 16 digits of lower-case hexadecimal that are not all zero.
    init?(_ text: Substring) {
        guard text.utf8.count == 16, let value = Hexadecimal.read(text), value != 0 else { return nil }
        self.value = value
    }

    private init(value: UInt64) { self.value = value }

    /// A new span.
    static func random() -> SpanID { SpanID(value: .random(in: 1 ... .max)) }

    public var description: String { Hexadecimal.write(value) }
}

/// 64 bits as 16 digits.
private enum Hexadecimal {
    static func write(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    static func read(_ text: Substring) -> UInt64? {
        let isLowerCase = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        }
        return isLowerCase ? UInt64(text, radix: 16) : nil
    }
}
