extension Instant {
    /// Reads ISO 8601 as the API writes it: `2026-05-26T10:19:59.811534Z`, `...+10:00`, with or without a fraction; a
    /// space instead of `T` and an offset without colon, as databases print them, are understood too. Without an offset
    /// the text counts as UTC. Digits after the sixth are cut off. Nil for anything else.
    public init?(iso text: some StringProtocol) {
        var reader = ISOReader(bytes: Array(text.utf8))
        guard let date = reader.date(), reader.take(UInt8(ascii: "T")) || reader.take(UInt8(ascii: " ")),
            let second = reader.timeOfDay(), let fraction = reader.fraction(), let offset = reader.offset(),
            reader.isAtEnd
        else { return nil }
        let seconds = Int64(date.daysSince1970) * 86_400 + Int64(second - offset)
        self.init(microseconds: seconds * 1_000_000 + fraction)
    }
}

/// Reads the parts of an ISO 8601 text from left to right; every part is nil when it is not there as it should be.
private struct ISOReader {
    let bytes: [UInt8]
    var index = 0

    var isAtEnd: Bool { index == bytes.count }
    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        index += 1
        return true
    }

    private mutating func number(digits: Int, below limit: Int) -> Int? {
        guard index + digits <= bytes.count, bytes[index..<(index + digits)].allSatisfy(\.isDigit) else { return nil }
        let value = bytes[index..<(index + digits)].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        index += digits
        return value < limit ? value : nil
    }

    mutating func date() -> CivilDate? {
        guard let year = number(digits: 4, below: 10_000), take(UInt8(ascii: "-")),
            let month = number(digits: 2, below: 13), take(UInt8(ascii: "-")), let day = number(digits: 2, below: 32)
        else { return nil }
        return CivilDate(checkedYear: year, month: month, day: day)
    }

    /// Seconds since midnight; a leap second reads as the first second of the next minute.
    mutating func timeOfDay() -> Int? {
        guard let hour = number(digits: 2, below: 24), take(UInt8(ascii: ":")),
            let minute = number(digits: 2, below: 60), take(UInt8(ascii: ":")),
            let second = number(digits: 2, below: 61)
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    /// Microseconds.
    mutating func fraction() -> Int64? {
        guard take(UInt8(ascii: ".")) else { return 0 }
        var value: Int64 = 0
        var digits = 0
        while let byte = peek, byte.isDigit {
            if digits < 6 { value = value * 10 + Int64(byte - 0x30) }
            digits += 1
            index += 1
        }
        guard digits > 0 else { return nil }
        for _ in min(digits, 6)..<6 { value *= 10 }
        return value
    }

    /// Seconds east of Greenwich.
    mutating func offset() -> Int? {
        if isAtEnd || take(UInt8(ascii: "Z")) { return 0 }
        let isWest = take(UInt8(ascii: "-"))
        guard isWest || take(UInt8(ascii: "+")), let hours = number(digits: 2, below: 24) else { return nil }
        var seconds = hours * 3600
        for unit in [60, 1] where !isAtEnd {
            let hasColon = take(UInt8(ascii: ":"))
            guard hasColon || unit == 60, let part = number(digits: 2, below: 60) else { return nil }
            seconds += part * unit
        }
        return isWest ? -seconds : seconds
    }
}
