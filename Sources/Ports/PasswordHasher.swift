/// Turns passwords into what is stored of them. Slow on purpose: call it off the event loops.
public protocol PasswordHasher: Sendable {
    /// A salted hash with its parameters, as stored in an account (`accounts-jobs-files.md 3`).
    func hash(_ password: String) throws -> String
}
