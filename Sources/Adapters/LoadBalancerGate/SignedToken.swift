import Crypto
import Foundation
import Ports

/// A JSON web token as load balancers write it: three parts in base64url, with padding (which the standard forbids).
struct SignedToken {
    struct Head: Decodable {
        var alg: String
        var kid: String
        var signer: String
        var client: String
        var iss: String
        var exp: Double
    }

    struct Claims: Decodable {
        var sub: String
        var email: String?
        var emailVerified: Truth?
        var givenName: String?
        var familyName: String?
        var iss: String?
        var exp: Double?

        enum CodingKeys: String, CodingKey {
            case sub, email, iss, exp
            case emailVerified = "email_verified"
            case givenName = "given_name"
            case familyName = "family_name"
        }
    }

    /// `true` or, as Cognito writes it, `"true"`.
    struct Truth: Decodable {
        let isTrue: Bool

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            isTrue =
                if let flag = try? value.decode(Bool.self) { flag } else { try value.decode(String.self) == "true" }
        }
    }

    /// Bytes of the longest token that is looked at: more fits into no header.
    private static let longest = 16_384

    let head: Head
    let signature: P256.Signing.ECDSASignature
    /// What was signed: the text as it was received, padding included.
    let signed: Data
    private let payload: Data

    init(_ text: String) throws(GateRefusal) {
        guard text.utf8.count <= Self.longest else { throw GateRefusal("it is too long") }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw GateRefusal("it has not three parts") }
        guard let head = Self.bytes(parts[0]), let payload = Self.bytes(parts[1]), let raw = Self.bytes(parts[2]) else {
            throw GateRefusal("a part is not base64url")
        }
        guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: raw) else {
            throw GateRefusal("the signature is none of ES256")
        }
        self.head = try Self.read(head)
        self.payload = payload
        self.signature = signature
        signed = Data("\(parts[0]).\(parts[1])".utf8)
    }

    /// What the token says; to be asked for after the signature was checked.
    func claims() throws(GateRefusal) -> Claims { try Self.read(payload) }

    private static func read<Value: Decodable>(_ json: Data) throws(GateRefusal) -> Value {
        do { return try JSONDecoder().decode(Value.self, from: json) } catch {
            throw GateRefusal("a part lacks what it must have")
        }
    }

    private static func bytes(_ part: Substring) -> Data? {
        var text = part
        while text.last == "=" { text.removeLast() }
        let standard = String(text).replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
        return Data(base64Encoded: standard + padding)
    }
}
