import Crypto
import Foundation
import Ports

/// Signatures by HMAC-SHA256 (decision 23), with a key derived from the installation's secret, so that a signature made
/// here says nothing about other uses of that secret.
public struct HMACKeyring: Keyring {
    /// The one that signs first; the others were in use before it.
    private let keys: [SymmetricKey]

    public init(secret: String, earlier: [String] = []) {
        keys = ([secret] + earlier).map { text in
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: Data(text.utf8)), info: Data("panelapp signatures".utf8),
                outputByteCount: 32)
        }
    }

    public func random(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    public func digest(_ text: String) -> String {
        SHA256.hash(data: Data(text.utf8)).map { String(format: "%02x", $0) }.joined()
    }

    public func sign(_ message: String) -> [UInt8] {
        keys.first.map { Array(HMAC<SHA256>.authenticationCode(for: Data(message.utf8), using: $0)) } ?? []
    }

    public func isSigned(_ message: String, by signature: [UInt8]) -> Bool {
        // Every key is tried, so that the time does not tell which one it was.
        keys.reduce(false) { isSigned, key in
            HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: Data(message.utf8), using: key)
                || isSigned
        }
    }
}
