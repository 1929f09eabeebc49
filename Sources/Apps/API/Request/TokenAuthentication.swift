import Crypto
import Domain
import Ports
import Web

/// Reads `Authorization: Token ...` (`api.md 2`). There is no 401: every problem is 403, also on public reads.
public struct TokenAuthentication: Sendable {
    private let people: any PeopleReader

    public init(people: any PeopleReader) { self.people = people }

    /// The viewer a header stands for; other schemes, and no header, mean an anonymous one.
    func viewer(authorization: String?) async throws -> Viewer {
        guard let authorization else { return .anonymous }
        let parts = authorization.split(whereSeparator: \.isWhitespace)
        guard let scheme = parts.first, scheme.lowercased() == "token" else { return .anonymous }
        if parts.count == 1 {
            throw HTTPProblem(.forbidden, detail: "Invalid token header. No credentials provided.")
        }
        if parts.count > 2 {
            throw HTTPProblem(.forbidden, detail: "Invalid token header. Token string should not contain spaces.")
        }
        guard parts[1].utf8.allSatisfy({ $0 < 0x80 }) else {
            throw HTTPProblem(
                .forbidden, detail: "Invalid token header. Token string should not contain invalid characters.")
        }
        guard let person = try await people.person(tokenHash: Self.hash(parts[1])) else {
            throw HTTPProblem.invalidToken
        }
        guard person.isActive else { throw HTTPProblem(.forbidden, detail: "User inactive or deleted.") }
        return person.viewer
    }

    /// SHA-256 in lower-case hex, the form in which tokens are kept (decision 24).
    static func hash(_ token: Substring) -> String {
        SHA256.hash(data: Array(token.utf8)).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
