import AsyncHTTPClient
import Crypto
import Domain
import Foundation
import NIOCore
import Ports

/// The load balancer's public keys by their id: each is fetched once an hour, and there is room for a few, because there is
/// one in use and one that follows.
actor PublicKeys {
    typealias Key = P256.Signing.PublicKey

    private struct Entry {
        /// Nil: it could not be had.
        var key: Key?
        var until: Instant
    }

    private static let lifetime = 3_600.0
    /// For how long a key that could not be had is not asked for again.
    private static let pause = 10.0
    private static let most = 16
    private static let timeout = TimeAmount.seconds(3)
    private static let longest = 4_096

    private let base: String
    private let http: HTTPClient
    private let clock: any Clock
    private var entries: [String: Entry] = [:]
    private var running: [String: Task<Key?, Never>] = [:]

    init(base: String, http: HTTPClient, clock: any Clock) {
        self.base = base
        self.http = http
        self.clock = clock
    }

    /// The key with this id, which the caller has found to be well-formed.
    func key(_ id: String) async throws(GateRefusal) -> Key {
        guard let key = await known(id) else { throw GateRefusal("its public key cannot be had") }
        return key
    }

    private func known(_ id: String) async -> Key? {
        if let entry = entries[id], entry.until > clock.now() { return entry.key }
        // Those who ask at once share one request.
        let task = running[id] ?? Task { [base, http] in await Self.fetch(base + id, http) }
        running[id] = task
        let key = await task.value
        running[id] = nil
        keep(Entry(key: key, until: clock.now().advanced(bySeconds: key == nil ? Self.pause : Self.lifetime)), id)
        return key
    }

    private func keep(_ entry: Entry, _ id: String) {
        entries[id] = entry
        while entries.count > Self.most, let first = entries.min(by: { $0.value.until < $1.value.until }) {
            entries[first.key] = nil
        }
    }

    @concurrent private static func fetch(_ address: String, _ http: HTTPClient) async -> Key? {
        do {
            let answer = try await http.execute(HTTPClientRequest(url: address), timeout: timeout)
            guard answer.status == .ok else { return nil }
            let body = try await answer.body.collect(upTo: longest)
            return try Key(pemRepresentation: String(buffer: body))
        } catch {
            return nil
        }
    }
}
