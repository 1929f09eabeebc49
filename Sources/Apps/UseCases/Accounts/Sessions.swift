import Domain
import Ports

/// Logins of browsers: found, noted, ended (`accounts-jobs-files.md 4.2`).
public struct Sessions: Sendable {
    public let store: any SessionStore
    public let keyring: any Keyring
    public let clock: any Clock
    public let term: SessionTerm

    public init(store: any SessionStore, keyring: any Keyring, clock: any Clock, term: SessionTerm = SessionTerm()) {
        self.store = store
        self.keyring = keyring
        self.clock = clock
        self.term = term
    }

    /// Length of the keys, in characters of `a-z0-9`: 165 bits.
    static let keyLength = 32

    /// The login with this key, if it is alive and its account may sign in.
    public func find(_ key: String) async throws -> Login? {
        // What is no key of ours costs no query.
        guard key.utf8.count == Self.keyLength, key.utf8.allSatisfy(Self.isKeyByte) else { return nil }
        guard let login = try await store.login(keyHash: keyring.digest(key)), login.person.isActive,
            term.isAlive(lastSeen: login.record.lastSeen, expires: login.record.expires, now: clock.now())
        else { return nil }
        return login
    }

    /// Notes that a login is in use, now and then. A database that takes no writes ends nobody's reading.
    public func note(_ login: Login) async {
        let now = clock.now()
        guard term.isWorthNoting(lastSeen: login.record.lastSeen, now: now) else { return }
        try? await store.note(login.record.id, seen: now)
    }

    /// A new login under a new key, in the place of the one that the browser had (J23).
    func open(_ person: PersonID, from client: Client) async throws -> String {
        let key = newKey()
        let now = clock.now()
        try await store.open(
            NewLogin(
                person: person, keyHash: keyring.digest(key), created: now, expires: term.end(of: now),
                userAgent: String(client.userAgent.prefix(200)), address: client.address),
            replacing: client.sessionKey.map { keyring.digest($0) })
        return key
    }

    /// Ends the login with this key.
    public func end(_ key: String) async throws { try await store.end(keyHash: keyring.digest(key)) }

    /// Ends one login of a person; false when it is none of theirs.
    public func end(_ login: Int, of person: PersonID) async throws -> Bool { try await store.end(login, of: person) }

    /// Ends all logins of a person but this one; how many.
    public func endOthers(than login: Login) async throws -> Int {
        try await store.endAll(of: login.person.id, except: login.record.id)
    }

    private func newKey() -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
        var bytes: [UInt8] = []
        while bytes.count < Self.keyLength {
            // Bytes from 252 on are left out, because 256 is no multiple of 36.
            bytes += keyring.random(2 * Self.keyLength).filter { $0 < 252 }.map { letters[Int($0) % letters.count] }
        }
        return String(decoding: bytes.prefix(Self.keyLength), as: UTF8.self)
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

/// Where a request comes from.
public struct Client: Hashable, Sendable {
    public var address: String
    public var userAgent: String
    /// The key of the login that the browser had before.
    public var sessionKey: String?

    public init(address: String, userAgent: String = "", sessionKey: String? = nil) {
        self.address = address
        self.userAgent = userAgent
        self.sessionKey = sessionKey
    }
}
