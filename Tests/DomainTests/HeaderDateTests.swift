import Domain
import Testing

@Suite("Dates of mail and HTTP headers")
struct HeaderDateTests {
    @Test(
        "they read as RFC 5322 and RFC 9110 have it",
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00"), (784_111_777, "Sun, 06 Nov 1994 08:49:37"),
            (1_709_251_199, "Thu, 29 Feb 2024 23:59:59"), (1_767_323_045, "Fri, 02 Jan 2026 03:04:05"),
            (-1, "Wed, 31 Dec 1969 23:59:59"),
        ])
    func text(seconds: Int64, expected: String) {
        #expect(Instant(seconds: seconds).headerDate == expected)
        #expect(Instant(microseconds: seconds * 1_000_000 + 999_999).headerDate == expected)
    }
}
