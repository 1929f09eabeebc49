import Domain
import Foundation

/// Numbers, plurals, dates and times as pages print them (`web.md 1.6`).
public enum Words {
    /// Digits in groups of three: `2,513`.
    public static func number(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        if digits.count <= 3 { return String(value) }
        var result = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return result
    }

    /// `1 panel`, `2 panels`.
    public static func count(_ value: Int, _ singular: String, _ plural: String? = nil) -> String {
        "\(number(value)) \(value == 1 ? singular : plural ?? singular + "s")"
    }

    static func count(_ value: Int, of kind: EntityKind) -> String { count(value, noun(kind)) }

    static func noun(_ kind: EntityKind) -> String {
        switch kind {
        case .gene: "gene"
        case .str: "STR"
        case .region: "region"
        }
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `9 Mar 2026`
    public static func date(_ day: CivilDate) -> String { "\(day.day) \(months[day.month - 1]) \(day.year)" }

    public static func date(_ moment: Instant, in zone: TimeZone) -> String { date(moment.day(in: zone)) }

    /// `9 Mar 2026, 5:05 p.m.`; full hours without minutes, `noon` and `midnight` by name.
    public static func dateAndTime(_ moment: Instant, in zone: TimeZone) -> String {
        "\(date(moment, in: zone)), \(time(moment, in: zone))"
    }

    /// `5:05 p.m.`
    static func time(_ moment: Instant, in zone: TimeZone) -> String {
        let text = moment.iso(in: zone)
        let fields = text.utf8.dropFirst("2026-03-09T".utf8.count).prefix(5)
        let digits = fields.map { Int($0) - 0x30 }
        let hour = digits[0] * 10 + digits[1]
        let minute = digits[3] * 10 + digits[4]
        if minute == 0 {
            if hour == 0 { return "midnight" }
            if hour == 12 { return "noon" }
        }
        let clock = hour % 12 == 0 ? 12 : hour % 12
        let minutes = minute == 0 ? "" : ":\(minute < 10 ? "0" : "")\(minute)"
        return "\(clock)\(minutes) \(hour < 12 ? "a.m." : "p.m.")"
    }

    /// A whole percentage: `38 %`.
    static func percent(_ value: Int) -> String { "\(value)\u{A0}%" }
}

extension HTML {
    /// A day with its machine-readable form.
    mutating func time(_ day: CivilDate) {
        element("time", .text("datetime", day.description), text: Words.date(day))
    }

    mutating func date(_ moment: Instant, in zone: TimeZone) { time(moment.day(in: zone)) }

    mutating func dateAndTime(_ moment: Instant, in zone: TimeZone) {
        element("time", .text("datetime", moment.iso(in: zone)), text: Words.dateAndTime(moment, in: zone))
    }
}
