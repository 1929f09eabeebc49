import Domain
import TestSupport
import Testing

@Suite("Calendar days")
struct CivilDateTests {
    @Test(
        "Days count from 1970-01-01",
        arguments: [
            ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2026-01-02", 20_455),
            ("1900-03-01", -25_508),
            ("0001-01-01", -719_162),
        ])
    func known(text: String, days: Int) {
        #expect(CivilDate(text)?.daysSince1970 == days)
        #expect(CivilDate(daysSince1970: days).description == text)
    }

    @Test("Every day comes back from its number, its text and in order")
    func roundTrip() {
        var generator = SeededGenerator(seed: 1)
        var previous = CivilDate(daysSince1970: -719_162)
        for day in stride(from: -719_161, to: 2_932_896, by: Int.random(in: 97...113, using: &generator)) {
            let date = CivilDate(daysSince1970: day)
            #expect(date.daysSince1970 == day)
            #expect(CivilDate(date.description) == date)
            #expect(previous < date)
            previous = date
        }
    }

    @Test(
        "What is not a real day is refused",
        arguments: [
            "2025-02-29", "1900-02-29", "2025-13-01", "2025-00-10", "2025-04-31", "2025-4-1", "25-04-01", "2025-04-01 ",
            "2025/04/01", "+025-04-01", "", "today",
        ])
    func refused(text: String) { #expect(CivilDate(text) == nil) }
}
