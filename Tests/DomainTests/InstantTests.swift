import Domain
import Foundation
import TestSupport
import Testing

@Suite("Moments (api.md 5.10)")
struct InstantTests {
    @Test("api.md 5.10: six fraction digits always, Z for UTC")
    func utc() throws {
        let whole = Instant(seconds: 1_767_323_045)

        #expect(whole.iso(in: try zone("UTC")) == "2026-01-02T03:04:05.000000Z")
        #expect(Instant(microseconds: whole.microseconds + 42).iso(in: .gmt) == "2026-01-02T03:04:05.000042Z")
    }

    @Test(
        "api.md 5.10: Sydney's offset by season; the clock jumps over an hour and repeats one",
        arguments: [
            ("2026-10-03T15:59:59.999999Z", "2026-10-04T01:59:59.999999+10:00"),
            ("2026-10-03T16:00:00.000000Z", "2026-10-04T03:00:00.000000+11:00"),
            ("2026-04-04T15:59:59.999999Z", "2026-04-05T02:59:59.999999+11:00"),
            ("2026-04-04T16:00:00.000000Z", "2026-04-05T02:00:00.000000+10:00"),
            ("1969-12-31T23:59:59.999999Z", "1970-01-01T09:59:59.999999+10:00"),
            ("1900-01-01T00:00:00.000001Z", "1900-01-01T10:00:00.000001+10:00"),
        ])
    func sydney(utc: String, local: String) throws {
        let moment = try #require(Instant(iso: utc))

        #expect(moment.iso(in: try zone("Australia/Sydney")) == local)
        #expect(Instant(iso: local) == moment)
    }

    @Test("Local mean time of the 19th century keeps its seconds")
    func localMeanTime() throws {
        let moment = try #require(Instant(iso: "1890-06-01T00:00:00Z"))

        let local = moment.iso(in: try zone("Australia/Sydney"))

        #expect(local == "1890-06-01T10:04:52.000000+10:04:52")
        #expect(Instant(iso: local) == moment)
    }

    @Test("A moment reads back from its text in any zone")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 2)
        let zones = try ["UTC", "Australia/Sydney", "Europe/London", "America/St_Johns", "Asia/Kathmandu"].map(zone)
        for _ in 0..<2_000 {
            let moment = Instant(
                microseconds: .random(in: -3_000_000_000_000_000...6_000_000_000_000_000, using: &generator))
            let zone = zones.randomElement(using: &generator) ?? .gmt
            #expect(Instant(iso: moment.iso(in: zone)) == moment)
        }
    }

    @Test(
        "Other spellings of a moment are understood",
        arguments: [
            ("2026-01-02T03:04:05", 0), ("2026-01-02 03:04:05+00", 0), ("2026-01-02T03:04:05.5Z", 500_000),
            ("2026-01-02T14:04:05+1100", 0), ("2026-01-02T00:34:05-02:30", 0),
            ("2026-01-02T03:04:05.1234567Z", 123_456),
        ])
    func spellings(text: String, microseconds: Int64) {
        #expect(Instant(iso: text)?.microseconds == start.microseconds + microseconds)
    }

    @Test(
        "What is not a moment is refused",
        arguments: [
            "", "2026-01-02", "2026-01-02T03:04", "2026-01-02X03:04:05Z", "2026-02-30T03:04:05Z",
            "2026-01-02T24:00:00Z",
            "2026-01-02T03:60:00Z", "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05+1", "2026-01-02T03:04:05+10:0",
            "2026-01-02T03:04:05ZZ", "2026-01-02T03:04:05+10:00x", "2026/01/02T03:04:05Z",
        ])
    func refused(text: String) { #expect(Instant(iso: text) == nil) }

    @Test("The day of a moment depends on the zone, also before 1970")
    func day() throws {
        let evening = try #require(Instant(iso: "2026-01-01T20:00:00Z"))
        let old = try #require(Instant(iso: "1969-12-31T23:00:00.5Z"))

        #expect(evening.day(in: .gmt).description == "2026-01-01")
        #expect(evening.day(in: try zone("Australia/Sydney")).description == "2026-01-02")
        #expect(old.day(in: .gmt).description == "1969-12-31")
    }

    @Test("D22: promotion notes show the minute in UTC")
    func minute() { #expect(start.minuteUTC == "2026-01-02 03:04") }
}
