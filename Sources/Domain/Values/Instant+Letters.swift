import Foundation

extension Instant {
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]  // 1970-01-01 was a Thursday
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// The form of mail and HTTP headers without its zone, in UTC: `Fri, 02 Jan 2026 03:04:05`.
    public var headerDate: String {
        let days = microseconds.floorDivided(by: 86_400_000_000)
        let date = CivilDate(daysSince1970: Int(days))
        let seconds = Int((microseconds - days * 86_400_000_000) / 1_000_000)
        let weekday = Self.weekdays[(Int(days) % 7 + 7) % 7]
        let year = String(date.year)
        return "\(weekday), \(two(date.day)) \(Self.months[date.month - 1]) "
            + String(repeating: "0", count: max(0, 4 - year.count)) + year
            + " \(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    }
}

extension Instant {
    /// Reads that form as servers send it, whatever zone name follows (RFC 9110 5.6.7: always UTC). Nil for anything else.
    public init?(headerDate text: some StringProtocol) {
        let parts = text.split(separator: " ")
        guard parts.count >= 5, let month = Self.months.firstIndex(of: String(parts[2])), let day = Int(parts[1]),
            let year = Int(parts[3]),
            let moment = Instant(iso: "\(year)-\(two(month + 1))-\(two(day))T\(parts[4])Z")
        else { return nil }
        self = moment
    }
}
