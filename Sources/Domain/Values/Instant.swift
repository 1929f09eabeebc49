import Foundation

/// A moment, in whole microseconds since 1970-01-01 00:00 UTC: the precision that the API shows and clients compare
/// (`api.md 5.10`). `Date` keeps a floating-point number and would lose digits.
public struct Instant: Hashable, Comparable, Sendable, Codable {
    public var microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }
    public init(seconds: Int64) { microseconds = seconds * 1_000_000 }

    public static func < (a: Instant, b: Instant) -> Bool { a.microseconds < b.microseconds }

    public func advanced(bySeconds seconds: Double) -> Instant {
        Instant(microseconds: microseconds + Int64((seconds * 1_000_000).rounded()))
    }

    /// Nearest `Date`, for calendar work.
    public var date: Date { Date(timeIntervalSince1970: Double(microseconds) / 1_000_000) }

    /// Reads ISO 8601 as the API writes it: `2026-05-26T10:19:59.811534Z`, `...+10:00`, with or without a fraction.
    public init?(iso text: some StringProtocol) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            guard range.upperBound <= bytes.count, bytes[range].allSatisfy({ (0x30...0x39).contains($0) }) else {
                return nil
            }
            return bytes[range].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        guard bytes.count >= 19, bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[13] == 0x3A, bytes[16] == 0x3A,
            let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 61
        else { return nil }
        var index = 19
        var fraction: Int64 = 0
        if index < bytes.count, bytes[index] == 0x2E {
            index += 1
            var digits = 0
            while index < bytes.count, (0x30...0x39).contains(bytes[index]) {
                if digits < 6 { fraction = fraction * 10 + Int64(bytes[index] - 0x30) }
                digits += 1
                index += 1
            }
            guard digits > 0 else { return nil }
            while digits < 6 {
                fraction *= 10
                digits += 1
            }
        }
        let offset: Int
        switch bytes[index...] {
        case [], [UInt8(ascii: "Z")]: offset = 0
        case let zone where zone.first == 0x2B || zone.first == 0x2D:
            guard let hours = number((index + 1)..<(index + 3)) else { return nil }
            let minutes = number((index + 4)..<(index + 6)) ?? 0
            offset = (zone.first == 0x2D ? -1 : 1) * (hours * 3600 + minutes * 60)
        default: return nil
        }
        let days = CivilDate(year: year, month: month, day: day).daysSince1970
        let seconds = Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset)
        microseconds = seconds * 1_000_000 + fraction
    }

    /// ISO 8601 with six fraction digits and the offset of `zone`; `Z` when that is zero (`api.md 5.10`).
    public func iso(in zone: TimeZone) -> String {
        let offset = zone.secondsFromGMT(for: date)
        return clock(offset: offset, separator: "T", fraction: true) + Self.suffix(offset)
    }

    /// `YYYY-MM-DD HH:MM` in UTC, as promotion notes have it (`domain.md D22`).
    public var minuteUTC: String {
        String(clock(offset: 0, separator: " ", fraction: false).prefix(16))
    }

    /// The calendar day on which this moment falls in `zone`.
    public func day(in zone: TimeZone) -> CivilDate {
        let seconds = microseconds.floorDivided(by: 1_000_000) + Int64(zone.secondsFromGMT(for: date))
        return CivilDate(daysSince1970: Int(seconds.floorDivided(by: 86_400)))
    }

    private func clock(offset: Int, separator: String, fraction: Bool) -> String {
        let whole = microseconds.floorDivided(by: 1_000_000)
        let micros = microseconds - whole * 1_000_000
        let local = whole + Int64(offset)
        let days = local.floorDivided(by: 86_400)
        let rest = Int(local - days * 86_400)
        let time = "\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
        let tail = String(micros + 1_000_000).dropFirst()
        return "\(CivilDate(daysSince1970: Int(days)))\(separator)\(time)" + (fraction ? ".\(tail)" : "")
    }

    private static func suffix(_ offset: Int) -> String {
        if offset == 0 { return "Z" }
        let minutes = abs(offset) / 60
        return "\(offset < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
    }
}

func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }

extension Int64 {
    /// Division that rounds towards minus infinity, so that moments before 1970 fall on the right day.
    func floorDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
