import Domain
import Foundation
import MailFormat
import Ports
import TestSupport
import Testing

/// Mails read back by an independent reader: Python's `email`, with its modern policy.
@Suite("Mails as a mail program reads them", .timeLimit(.minutes(10)))
struct MailReadingTests {
    private struct Read: Decodable, Equatable {
        var subject: String
        var from: [String]
        var to: [String]
        var text: String
        var id: String
        var date: String
        var automatic: String
        var defects: [String]
    }

    static let hasPython: Bool = {
        (try? run("import email")) != nil
    }()

    private static let script = """
        import sys, json, email, email.policy, pathlib
        out = []
        for path in sys.argv[1:]:
            m = email.message_from_bytes(pathlib.Path(path).read_bytes(), policy=email.policy.default)
            people = lambda h: [a.display_name + '|' + a.addr_spec for a in m[h].addresses]
            defects = [str(d) for d in m.defects] + [str(d) for h in m.keys() for d in m[h].defects]
            out.append({'subject': str(m['subject']), 'from': people('from'), 'to': people('to'),
                        'text': m.get_content().replace(chr(13) + chr(10), chr(10)), 'id': m['message-id'], 'date': m['date'].datetime.isoformat(),
                        'automatic': m['auto-submitted'], 'defects': defects})
        sys.stdout.write(json.dumps(out))
        """

    private struct Failed: Error { let status: Int32 }

    private static func run(_ script: String, _ arguments: [String] = []) throws -> Data {
        let (status, data) = try ChildProcess.run("/usr/bin/env", ["python3", "-c", script] + arguments)
        guard status == 0 else { throw Failed(status: status) }
        return data
    }

    @Test(
        "subject, people and text come out as they went in",
        .enabled(if: hasPython, "SKIPPED: no python3 here to read mails with"))
    func read() async throws {
        try await ScratchFolder.with { folder in
            var paths: [String] = []
            for (index, mail) in MailSamples.all.enumerated() {
                let file = folder.appending(path: "\(index).eml")
                try Data(FormattedMail(mail, date: ManualClock().now()).bytes).write(to: file)
                paths.append(file.path)
            }

            let read = try JSONDecoder().decode([Read].self, from: Self.run(Self.script, paths))

            #expect(read.count == MailSamples.all.count)
            for (read, mail) in zip(read, MailSamples.all) {
                let expected = expected(mail)
                #expect(read.subject == expected.subject, "\(mail.id)")
                #expect(read.from == expected.from && read.to == expected.to, "\(mail.id)")
                #expect(read.text == expected.text, "\(mail.id)")
                #expect(read.defects == [], "\(mail.id)")
                #expect(read == expected, "\(mail.id)")
            }
        }
    }

    private func expected(_ mail: Mail) -> Read {
        Read(
            subject: mail.subject.trimmingCharacters(in: .whitespacesAndNewlines), from: [person(mail.from)],
            to: mail.to.map(person), text: lines(mail.text), id: "<\(mail.id)@panelapp.local>",
            date: "2026-01-02T03:04:05+00:00", automatic: "auto-generated", defects: [])
    }

    /// `name|address` of `Name <address>`.
    private func person(_ text: String) -> String {
        guard let open = text.lastIndex(of: "<") else { return "|\(text)" }
        var name = text[..<open].trimmingCharacters(in: .whitespaces)
        if name.hasPrefix("\""), name.hasSuffix("\"") { name = String(name.dropFirst().dropLast()) }
        name = name.split(separator: " ").joined(separator: " ")
        return "\(name)|\(text[open...].dropFirst().dropLast())"
    }

    /// The text with one kind of line end, the last one included.
    private func lines(_ text: String) -> String {
        let unix = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        return unix.isEmpty || unix.hasSuffix("\n") ? unix : unix + "\n"
    }
}
