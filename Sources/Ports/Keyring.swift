/// What cannot be guessed and what cannot be forged.
public protocol Keyring: Sendable {
    /// Unguessable bytes.
    func random(_ count: Int) -> [UInt8]
    /// SHA-256 in lower-case hex: what is stored of keys that people carry.
    func digest(_ text: String) -> String
    /// A signature with the secret of this installation.
    func sign(_ message: String) -> [UInt8]
    /// Whether it was signed with the secret, or with one that was in use before it; takes the same time either way.
    func isSigned(_ message: String, by signature: [UInt8]) -> Bool
}
