/// Turns passwords into what is stored of them, and holds passwords against that. Slow on purpose, and done on threads of
/// its own: a caller only waits.
public protocol PasswordHasher: Sendable {
    /// A salted hash with its parameters, as stored in an account (`accounts-jobs-files.md 3`).
    func hash(_ password: String) async throws -> String
    /// Holds a password against a stored value. A value that no password can match (empty, made unusable, of a form that
    /// is not known) costs as much time as one that could.
    func verify(_ password: String, against stored: String) async throws -> PasswordVerdict
}

/// Whether a password is the right one.
public enum PasswordVerdict: Hashable, Sendable {
    case no
    /// The stored value should be replaced when it was made weaker than new ones are.
    case yes(needsUpgrade: Bool)
}

/// More passwords are being checked than the program takes on at once.
public struct HashingOverload: Error, Hashable, Sendable {
    public init() {}
}

/// Passwords that many people use.
public protocol CommonPasswords: Sendable {
    /// Whether a password, in lower case and without blanks around, is one of them.
    func contain(_ password: String) -> Bool
}
