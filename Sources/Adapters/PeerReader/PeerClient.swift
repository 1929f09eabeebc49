import AsyncHTTPClient
import Domain
import Foundation
import NIOCore
import Ports

/// Another PanelApp, through its `/api/v1`.
public struct PeerClient: PeerSource {
    private let address: PeerAddress
    private let requests: PeerRequests

    /// More pages than any instance has, so a list that goes in circles ends.
    private static let mostPages = 1_000

    private init(_ address: PeerAddress, _ requests: PeerRequests) {
        self.address = address
        self.requests = requests
    }

    /// Opens connections for `body` and closes them afterwards. `agent` says who asks.
    public static func with<T>(
        _ address: PeerAddress, agent: String,
        pause: @escaping @Sendable (Double) async throws -> Void = { try await Task.sleep(for: .seconds($0)) },
        _ body: (PeerClient) async throws -> T
    ) async throws -> T {
        var configuration = HTTPClient.Configuration()
        configuration.decompression = .enabled(limit: .size(256 << 20))
        configuration.timeout = .init(connect: .seconds(10), read: .seconds(300))
        configuration.redirectConfiguration = .follow(max: 5, allowCycles: false)
        // Attempts are counted here.
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let result: Result<T, any Error>
        do {
            let requests = PeerRequests(client: client, agent: agent, pause: pause)
            result = .success(try await body(PeerClient(address, requests)))
        } catch {
            result = .failure(error)
        }
        try await client.shutdown()
        return try result.get()
    }

    public func listing() async throws -> PeerListing {
        let rows = try await pages(of: "panels/")
        let lines = rows.map { row in
            let header = row.heading.header
            return PeerListing.Line(
                id: row.heading.id, version: header.version, versionCreated: header.versionCreated,
                status: header.status, counts: header.counts)
        }
        var signedOff: [PanelID: SignedOff] = [:]
        for row in try await pages(of: "panels/signedoff/", isOptional: true) {
            guard let date = row.signedOff else { continue }
            let version = row.heading.header.version
            // Several dated versions of one panel: the latest is meant (`api.md` O19).
            if let known = signedOff[row.heading.id], known.version > version { continue }
            signedOff[row.heading.id] = SignedOff(version: version, date: date)
        }
        // A list without a firm order may show a panel on two pages (`api.md` O42).
        var seen: Set<PanelID> = []
        return PeerListing(panels: lines.filter { seen.insert($0.id).inserted }, signedOff: signedOff)
    }

    public func panel(_ id: PanelID, unless etag: String?) async throws -> PeerAnswer {
        let page = "\(address.root)panels/\(id)/"
        let answer = try await requests.get(page, unless: etag)
        return switch answer.status {
        case 304: .unchanged
        case 404: .gone
        default: .document(answer.body, etag: answer.etag, name: page)
        }
    }

    public func frozen(_ id: PanelID, _ version: Version) async throws -> [UInt8]? {
        let answer = try await requests.get("\(address.root)panels/\(id)/?version=\(version)")
        return answer.status == 200 ? answer.body : nil
    }

    /// An optional list is one that older releases do not have.
    private func pages(of list: String, isOptional: Bool = false) async throws -> [PeerPage.Row] {
        var rows: [PeerPage.Row] = []
        var next: String? = "\(address.root)\(list)"
        var seen: Set<String> = []
        while let page = next, seen.count < Self.mostPages, seen.insert(page).inserted {
            let answer = try await requests.get(page, isFirstContact: seen.count == 1 && !isOptional)
            if isOptional, seen.count == 1, answer.status == 404 { return [] }
            guard answer.status == 200 else {
                throw PeerFault.address(
                    address.description, reason: "there is no PanelApp API: \(page) answers \(answer.status)")
            }
            let content = try PeerPage.read(answer.body, name: page)
            rows += content.rows
            next = content.next.flatMap { address.page($0, of: list) }
        }
        return rows
    }
}
