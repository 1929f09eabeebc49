import Domain
import Ports

/// One sentence for the next page that this browser shows (`web.md 21.2`).
public struct FlashMessage: Hashable, Sendable {
    public enum Level: String, Sendable, CaseIterable {
        case info, success, warning, danger
        /// Success of a form: the draft of it that a browser keeps may go.
        case saved
    }

    public var level: Level
    public var text: String

    public init(_ level: Level, _ text: String) {
        self.level = level
        self.text = text
    }
}

/// Messages in the cookie `messages`, signed, so that nobody else puts words into our pages.
struct FlashCookie: Sendable {
    static let name = "messages"
    /// Longer cookies are not worth sending; the newest messages stay (`accounts-jobs-files.md 4.3`).
    static let longest = 2_048

    let keyring: any Keyring

    func write(_ messages: [FlashMessage]) -> String {
        var messages = messages
        while true {
            let text = messages.map { "\($0.level.rawValue) \($0.text.replacing("\n", with: " "))" }.joined(
                separator: "\n")
            let payload = Base64URL.encode(Array(text.utf8))
            let cookie = "\(payload).\(Base64URL.encode(keyring.sign(Self.purpose + payload)))"
            if cookie.utf8.count <= Self.longest || messages.isEmpty { return cookie }
            messages.removeFirst()
        }
    }

    /// Empty for what this program did not write.
    func read(_ cookie: String) -> [FlashMessage] {
        let parts = cookie.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, cookie.utf8.count <= Self.longest, let signature = Base64URL.decode(parts[1]),
            keyring.isSigned(Self.purpose + parts[0], by: signature), let bytes = Base64URL.decode(parts[0])
        else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
            guard let blank = line.firstIndex(of: " "), let level = FlashMessage.Level(rawValue: String(line[..<blank]))
            else { return nil }
            return FlashMessage(level, String(line[blank...].dropFirst()))
        }
    }

    private static let purpose = "messages:"
}
