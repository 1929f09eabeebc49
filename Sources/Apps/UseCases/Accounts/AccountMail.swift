import Domain
import Foundation
import Ports

/// Mails about accounts: which there are, what they say, and the jobs that send them (`accounts-jobs-files.md 9`).
public enum AccountMail: String, CaseIterable, Sendable {
    /// M1: welcome, with the link that confirms the address.
    case registration = "accounts.registration_email"
    /// M2: to the curators, somebody asks for reviewer status.
    case reviewerRequest = "accounts.reviewer_confirmation_request_email"
    /// M3: to the person, who may review now.
    case reviewerConfirmed = "accounts.reviewer_confirmed_email"
    /// To the person, whose application was declined.
    case reviewerDeclined = "accounts.reviewer_declined_email"
    /// M4: a new link that confirms the address.
    case verification = "accounts.send_verification_email"
    /// M5: a link that sets a new password.
    case passwordReset = "accounts.password_reset_email"
    /// To somebody who has an account, because the address was registered again.
    case alreadyRegistered = "accounts.already_registered_email"

    /// The job that sends it. The number of the person is all that travels.
    public func job(for person: PersonID?) -> NewJob {
        NewJob(rawValue, arguments: "{\"user_id\":\(person.map { "\($0.rawValue)" } ?? "null")}")
    }

    /// The person of a job; nil for a job that was written so that unknown addresses look like known ones.
    static func person(in arguments: String) throws -> PersonID? {
        var scanner = JSONScanner(Array(arguments.utf8))
        var person: PersonID?
        try scanner.object { (key, scanner) throws(JSONError) in
            guard key == "user_id" else {
                try scanner.skipValue()
                return
            }
            if !scanner.null() { person = PersonID(try scanner.int()) }
        }
        return person
    }
}

/// What mails say about the site.
public struct MailSettings: Sendable {
    /// `PANEL_APP_BASE_URL`, without a slash at the end.
    public var baseURL: String
    public var siteName: String
    /// `DEFAULT_FROM_EMAIL`
    public var from: String
    /// `PANEL_APP_EMAIL`: where curators read.
    public var curators: String
    /// Path of the administration, without slashes around.
    public var adminPath: String

    public init(baseURL: String, siteName: String, from: String, curators: String, adminPath: String) {
        self.baseURL = baseURL
        self.siteName = siteName
        self.from = from
        self.curators = curators
        self.adminPath = adminPath
    }

    /// An address of this site; parts are joined by exactly one slash (J12).
    func address(_ parts: String...) -> String {
        let pieces = parts.flatMap { $0.split(separator: "/") }
        return "\(root)/\(pieces.map { "\($0)/" }.joined())"
    }

    /// An address without a slash at its end, made of a path that is known and of names, which may hold any character.
    func place(_ path: String, _ names: String...) -> String {
        let unreserved = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        let encoded = names.map { $0.addingPercentEncoding(withAllowedCharacters: unreserved) ?? $0 }
        return ([root, path] + encoded).joined(separator: "/")
    }

    private var root: String {
        var base = baseURL
        while base.hasSuffix("/") { base.removeLast() }
        return base
    }
}
