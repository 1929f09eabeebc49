import Domain
import Ports

/// A person's token for the API (`accounts-jobs-files.md 5`, decision 24).
public struct ManageToken: Sendable {
    private let tokens: any TokenStore
    private let keyring: any Keyring
    private let clock: any Clock

    public init(tokens: any TokenStore, keyring: any Keyring, clock: any Clock) {
        self.tokens = tokens
        self.keyring = keyring
        self.clock = clock
    }

    /// Characters that are kept for display.
    static let prefixLength = 8

    public func current(of person: PersonID) async throws -> TokenRecord? { try await tokens.token(of: person) }

    /// A new token in the place of the one there may be. This is the only time that it can be seen.
    public func make(for person: PersonID) async throws -> String {
        let key = keyring.random(20).map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
        try await tokens.setToken(
            of: person, hash: keyring.digest(key), prefix: String(key.prefix(Self.prefixLength)), at: clock.now())
        return key
    }

    /// False when there was none.
    public func revoke(of person: PersonID) async throws -> Bool {
        try await tokens.removeToken(of: person, at: clock.now())
    }
}
