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
        let rest = abs(offset)
        let seconds = rest % 60 == 0 ? "" : ":\(two(rest % 60))"  // local mean time, before zones were whole minutes
        return "\(offset < 0 ? "-" : "+")\(two(rest / 3600)):\(two(rest / 60 % 60))\(seconds)"
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
