/// Hands over one mail.
public protocol Mailer: Sendable {
    func send(_ mail: Mail) async throws(MailFailure)
}

public struct Mail: Hashable, Sendable {
    public var to: [String]
    /// `a@b` or `Name <a@b>`.
    public var from: String
    public var subject: String
    public var text: String
    /// Unique per mail; becomes the Message-ID, so that a repeated hand-over can be recognised.
    public var id: String

    public init(to: [String], from: String, subject: String, text: String, id: String) {
        self.to = to
        self.from = from
        self.subject = subject
        self.text = text
        self.id = id
    }
}

public enum MailFailure: Error, Hashable, Sendable {
    /// May work later.
    case transient(String)
    /// Will never work: refused address, malformed header.
    case permanent(String)
}
