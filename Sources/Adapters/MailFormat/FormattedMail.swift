import Domain
import Ports

/// A mail as the bytes that are handed over (RFC 5322), with what the envelope needs.
public struct FormattedMail: Sendable {
    public let sender: MailAddress
    public let recipients: [MailAddress]
    /// The mail's id in letters that may stand in a `Message-ID` and in a file name; one for one.
    public let safeID: String
    /// Headers, an empty line, and the text, with CRLF line ends.
    public let bytes: [UInt8]

    /// Longest id: three letters for each byte still make a file name.
    private static let longestID = 80

    /// - Parameter date: when the mail is handed over.
    /// - Throws: `.permanent` for whatever would make a malformed mail; the text names the part, and no address.
    public init(_ mail: Mail, date: Instant) throws(MailFailure) {
        sender = try MailAddress(mail.from, role: "the sender")
        guard !mail.to.isEmpty else { throw .permanent("the mail has no recipient") }
        var recipients: [MailAddress] = []
        for (index, text) in mail.to.enumerated() {
            recipients.append(
                try MailAddress(text, role: mail.to.count == 1 ? "the recipient" : "recipient \(index + 1)"))
        }
        self.recipients = recipients
        safeID = try Self.safe(mail.id)
        // A template leaves line ends around a subject; one inside it is an attempt to add headers (`operations.md` 10).
        let subject = String(Substring(mail.subject).trimmed)
        guard HeaderText.isOneLine(subject) else {
            throw .permanent("the subject contains a line end or control character")
        }
        let (encoding, body) = BodyText.encoded(mail.text)
        let head = [
            HeaderText.line("Date", ["\(date.headerDate) +0000"]),
            HeaderText.line("From", sender.tokens),
            HeaderText.line("To", Self.list(recipients)),
            HeaderText.line("Subject", subject.isEmpty ? [] : HeaderText.unstructured(subject)),
            HeaderText.line("Message-ID", ["<\(safeID)@\(sender.domain)>"]),
            HeaderText.line("MIME-Version", ["1.0"]),
            HeaderText.line("Content-Type", ["text/plain; charset=utf-8"]),
            HeaderText.line("Content-Transfer-Encoding", [encoding]),
            // No holiday notice comes back.
            HeaderText.line("Auto-Submitted", ["auto-generated"]),
        ]
        bytes = Array(head.joined().utf8) + [0x0D, 0x0A] + body
    }

    private static func list(_ addresses: [MailAddress]) -> [String] {
        var tokens: [String] = []
        for (index, address) in addresses.enumerated() {
            var own = address.tokens
            if index < addresses.count - 1, let last = own.popLast() { own.append("\(last),") }
            tokens += own
        }
        return tokens
    }

    /// Letters, digits, `-` and `_` stay; every other byte becomes `%` and two digits.
    private static func safe(_ id: String) throws(MailFailure) -> String {
        guard (1...longestID).contains(id.utf8.count), HeaderText.isOneLine(id) else {
            throw .permanent("the id must be one line of 1 to \(longestID) bytes")
        }
        return id.utf8.map { byte in
            let isPlain = HeaderText.isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            if isPlain { return String(UnicodeScalar(byte)) }
            return (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}
