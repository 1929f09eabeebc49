/// What a link in a mail proves (decision 23): who it was sent to, for what, and until when. The text is
/// `person-expiry-counter-signature`, numbers in base 36; the signature also covers purpose and address, so that a link is
/// good for nothing else and for nobody else.
///
/// The counter is one of the account's: whatever raises it (using a link, a changed password) ends all links sent before.
public struct LinkToken: Hashable, Sendable {
    public enum Purpose: String, Sendable, CaseIterable {
        case verifyEmail = "verify-email"
        case resetPassword = "reset-password"

        /// Seconds for which a link is good.
        public var lifetime: Double {
            switch self {
            case .verifyEmail: 3 * 86_400
            case .resetPassword: 3_600
            }
        }
    }

    public let purpose: Purpose
    public let person: PersonID
    /// Seconds since 1970; the link is still good in that second.
    public let expiry: Int64
    public let counter: Int

    public init(_ purpose: Purpose, for person: PersonID, counter: Int, issued: Instant) {
        self.purpose = purpose
        self.person = person
        self.counter = counter
        expiry = issued.advanced(bySeconds: purpose.lifetime).microseconds / 1_000_000
    }

    private init(_ purpose: Purpose, _ person: PersonID, _ expiry: Int64, _ counter: Int) {
        self.purpose = purpose
        self.person = person
        self.expiry = expiry
        self.counter = counter
    }

    /// The numbers of the text.
    public var fields: String {
        [String(person.rawValue, radix: 36), String(expiry, radix: 36), String(counter, radix: 36)]
            .joined(separator: "-")
    }

    /// What is signed, for an address in the form in which addresses are compared.
    public func message(emailKey: String) -> String { "link:\(purpose.rawValue):\(fields):\(emailKey)" }

    /// Takes a text apart; nil for what this program never wrote. Whether the signature is right is not known yet.
    public static func read(_ text: String, for purpose: Purpose) -> (token: LinkToken, signature: Substring)? {
        let parts = text.split(separator: "-", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, let person = number(parts[0]), let expiry = number(parts[1]),
            let counter = number(parts[2])
        else { return nil }
        let token = LinkToken(purpose, PersonID(person), Int64(expiry), counter)
        // One text for one link: no leading zeros, no capitals.
        guard text.hasPrefix(token.fields + "-") else { return nil }
        return (token, parts[3])
    }

    public func isExpired(at now: Instant) -> Bool { now.microseconds > (expiry + 1) * 1_000_000 - 1 }

    private static func number(_ text: Substring) -> Int? {
        guard let number = Int(text, radix: 36), number >= 0 else { return nil }
        return number
    }
}
