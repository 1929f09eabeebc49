import Foundation
import Ports
import TestSupport
import Testing

/// What every `Mailer` keeps (`operations.md` 2.2, 10).
@Suite("Contract: Mailer", .timeLimit(.minutes(10)))
struct MailerContractTests {
    @Test("a mail is handed over with its headers and its text", arguments: MailerKind.all)
    func plain(kind: MailerKind) async throws {
        try await kind.with { bench in
            try await bench.mailer.send(.sample(text: "Open https://localhost/verify/?t=a=b\n\n-- \nPanelApp"))

            let mail = String(decoding: try #require(try await bench.delivered().first), as: UTF8.self)
            #expect(
                mail == """
                    Date: Fri, 02 Jan 2026 03:04:05 +0000\r
                    From: PanelApp <panelapp@panelapp.local>\r
                    To: reviewer@example.org\r
                    Subject: Please verify your address\r
                    Message-ID: <mail-1@panelapp.local>\r
                    MIME-Version: 1.0\r
                    Content-Type: text/plain; charset=utf-8\r
                    Content-Transfer-Encoding: 7bit\r
                    Auto-Submitted: auto-generated\r
                    \r
                    Open https://localhost/verify/?t=a=b\r
                    \r
                    -- \r
                    PanelApp\r\n
                    """)
        }
    }

    @Test("a mail that is handed over twice arrives once; another id is another mail", arguments: MailerKind.all)
    func repeated(kind: MailerKind) async throws {
        try await kind.with { bench in
            try await bench.mailer.send(.sample(id: "a"))
            try await bench.mailer.send(.sample(id: "a"))
            try await bench.mailer.send(.sample(id: "A b/../ü"))

            #expect(try await bench.delivered().count == 2)
        }
    }

    @Test("twenty hand-overs of one mail at once leave one", arguments: MailerKind.all)
    func repeatedAtOnce(kind: MailerKind) async throws {
        try await kind.with { bench in
            try await withThrowingTaskGroup { group in
                for _ in 0..<20 { group.addTask { try await bench.mailer.send(.sample()) } }
                try await group.waitForAll()
            }

            #expect(try await bench.delivered().count == 1)
        }
    }

    static let malformed: [Mail] = [
        .sample(subject: "Hello\r\nBcc: all@example.org"), .sample(subject: "Hello\nX: y"),
        .sample(subject: "a\u{0}b"), .sample(subject: "a\u{2028}b"),
        .sample(to: ["a@example.org\r\nBcc: b@example.org"]), .sample(to: ["a\n <a@example.org>"]),
        .sample(from: "PanelApp\r\nX: y <a@example.org>"), .sample(id: "a\r\nX: y"), .sample(id: ""),
        .sample(id: String(repeating: "x", count: 81)), .sample(to: []),
        .sample(to: ["fine@example.org", "nobody"]), .sample(to: ["@example.org"]), .sample(to: ["a@"]),
        .sample(to: ["a b@example.org"]), .sample(to: ["a@exa mple.org"]), .sample(to: ["a..b@example.org"]),
        .sample(to: ["a@-example.org"]), .sample(to: ["a@example..org"]), .sample(to: ["ü@example.org"]),
        .sample(to: ["a@exämple.org"]), .sample(to: ["a@example.org, b@example.org"]),
        .sample(to: ["<a@example.org> x"]), .sample(to: [""]), .sample(from: "PanelApp"),
        .sample(to: [String(repeating: "a", count: 65) + "@example.org"]),
    ]

    @Test(
        "a malformed mail is refused for good, and nothing is handed over; the reason names no address",
        arguments: MailerKind.all, malformed)
    func refused(kind: MailerKind, mail: Mail) async throws {
        try await kind.with { bench in
            await #expect { try await bench.mailer.send(mail) } throws: { error in
                guard case MailFailure.permanent(let reason) = error else { return false }
                return !reason.isEmpty && !reason.contains("example.org")
            }
            let delivered = try await bench.delivered()
            #expect(delivered == [])
        }
    }

    static let usual = [
        "a@example.org", " a@example.org ", "<a@example.org>", "A B <a@example.org>",
        "first.last+tag@xn--exmple-cua.org",
        "o'brien@localhost", "\"Last, First\" <a@example.org>", "Zoë \"Z\" Ångström <a@example.org>",
    ]

    @Test("usual addresses are accepted", arguments: MailerKind.all, usual)
    func accepted(kind: MailerKind, address: String) async throws {
        try await kind.with { bench in
            try await bench.mailer.send(.sample(to: [address]))

            #expect(try await bench.delivered().count == 1)
        }
    }

    @Test("line ends around a subject are a template's and go away", arguments: MailerKind.all)
    func subjectTrimmed(kind: MailerKind) async throws {
        try await kind.with { bench in
            try await bench.mailer.send(.sample(subject: "\r\n Hello \n"))

            let mail = String(decoding: try #require(try await bench.delivered().first), as: UTF8.self)
            #expect(mail.contains("\r\nSubject: Hello\r\n"))
        }
    }

    @Test("whatever a mail holds, it goes in ASCII lines of legal length that end in CRLF", arguments: MailerKind.all)
    func lines(kind: MailerKind) async throws {
        try await kind.with { bench in
            for (index, mail) in MailSamples.all.enumerated() {
                try await bench.mailer.send(mail)
                #expect(try await bench.delivered().count == index + 1)
            }

            for mail in try await bench.delivered() {
                let lines = mail.split(separator: 0x0A, omittingEmptySubsequences: false)
                #expect(lines.last?.isEmpty == true)
                #expect(lines.dropLast().allSatisfy { $0.last == 0x0D && $0.dropLast().allSatisfy { $0 != 0x0D } })
                #expect(lines.allSatisfy { $0.count <= 999 && $0.allSatisfy { $0 < 0x80 } })
                let head = lines.prefix { $0.count > 1 }
                #expect(head.allSatisfy { $0.count <= 79 && $0.contains { $0 != 0x20 && $0 != 0x0D } })
            }
        }
    }
}
