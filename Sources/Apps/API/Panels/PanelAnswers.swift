import Domain
import Foundation
import Hummingbird
import Ports
import UseCases
import Web

/// Answers about the content of one panel: R3 and R6 to R8 of `api.md 7.1`.
struct PanelAnswers: Sendable {
    let queries: PanelQueries
    let genes: any GeneRepo
    let gzip: GzipEncoder
    let tag: String
    let kept: BoundedCache<String, CachedBody>

    /// Throws 404 for a panel that does not exist or may not be read, alike.
    func open(_ key: String, _ asked: APIRequest) async throws -> PanelHandle {
        guard let handle = try await queries.open(key, for: asked.viewer) else { throw HTTPProblem.notFound }
        return handle
    }

    /// The version that the `version` parameter names; an empty one is ignored (`api.md 8.2`).
    func version(_ handle: PanelHandle, _ asked: APIRequest) async throws -> RequestedVersion {
        guard let text = asked.query.nonEmpty("version") else { return .current }
        do {
            return try await queries.version(text, of: handle)
        } catch VersionProblem.malformed {
            throw HTTPProblem.badVersion
        } catch VersionProblem.missing {
            throw HTTPProblem.notFound
        }
    }

    // MARK: One panel

    func detail(_ key: String, _ asked: APIRequest) async throws -> Response {
        let handle = try await open(key, asked)
        let isBare = ["True", "true", "1"].contains(asked.query["exclude_entities"] ?? "")
        switch try await version(handle, asked) {
        case .current: return asked.answer(try await live(handle, isBare: isBare))
        case .frozen(let frozen): return asked.answer(try await old(handle, frozen, isBare: isBare))
        }
    }

    private func live(_ handle: PanelHandle, isBare: Bool) async throws -> CachedBody {
        let name = "p\(isBare ? "b" : "")\(handle.contentKey)-\(tag)"
        if let body = kept.value(for: name) { return body }
        let content = try await queries.content(handle)
        let body = CachedBody(document(content, isBare: isBare), tag: name, gzip: gzip, effort: .thorough)
        store(body, name)
        return body
    }

    private func old(_ handle: PanelHandle, _ frozen: FrozenVersion, isBare: Bool) async throws -> CachedBody {
        let name = "v\(isBare ? "b" : "")\(handle.id)-\(frozen.version)-\(frozen.signedOff?.description ?? "")-\(tag)"
        if let body = kept.value(for: name) { return body }
        var document = try await queries.document(of: handle.id, frozen)
        if isBare { document = try FrozenDocument.withoutEntities(document) }
        let body = CachedBody(FrozenDocument.withSignedOff(document, frozen.signedOff), tag: name, gzip: gzip)
        store(body, name)
        return body
    }

    /// The gzip form comes later and is counted as the fifth of the plain bytes that it is.
    private func store(_ body: CachedBody, _ name: String) {
        kept.store(body, for: name, cost: body.plain.readableBytes + body.plain.readableBytes / 5 + 512)
    }

    /// The panel object of `api.md 5.1` with its three lists in document order (`api.md 7.4`).
    func document(_ content: PanelContent, isBare: Bool) -> [UInt8] {
        let panel = content.panel
        let size = isBare ? 0 : content.rows.reduce(0) { $0 + $1.document.bytes.count + 1 }
        var json = JSONWriter(capacity: 2_048 + size * (content.isSuperPanel ? 2 : 1))
        json.beginObject()
        PanelDocument.writeMembers(
            id: panel.id, oldCode: panel.oldCode, content.header, zone: queries.zone, to: &json)
        if !isBare {
            let owners = content.isSuperPanel ? ownerObjects(content) : [:]
            for kind in EntityKind.allCases {
                json.key(kind.plural)
                json.beginArray()
                for row in content.rows where row.kind == kind { json.entity(row.document, panel: owners[row.panel]) }
                json.endArray()
            }
        }
        json.endObject()
        return json.bytes
    }

    /// The `panel` object of every panel that owns rows (`api.md 5.6`).
    func ownerObjects(_ content: PanelContent) -> [PanelID: JSONText] {
        content.owners.mapValues { owner in
            let header = owner.id == content.panel.id ? content.header : owner.header
            return PanelDocument.panel(id: owner.id, oldCode: owner.oldCode, header, zone: queries.zone)
        }
    }

    // MARK: Entities of one kind

    func entities(_ key: String, _ kind: EntityKind, _ asked: APIRequest) async throws -> Response {
        let handle = try await open(key, asked)
        let version = try await version(handle, asked)
        let names = try await names(asked)
        switch version {
        case .current:
            return try await liveEntities(handle, kind, LiveFilter(asked.query, names: names), asked)
        case .frozen(let frozen):
            let document = try await queries.document(of: handle.id, frozen)
            let rows = try FrozenEntities.rows(of: kind, in: document, FrozenFilter(asked.query, names: names))
            return try asked.answer(asked.page(of: rows.count)) { index, json in json.raw(document[rows[index]]) }
        }
    }

    private func liveEntities(
        _ handle: PanelHandle, _ kind: EntityKind, _ filter: LiveFilter, _ asked: APIRequest
    ) async throws -> Response {
        let content = try await queries.content(handle)
        let rows = try content.rowsByName.filter { try $0.kind == kind && filter.admits($0) }
        let owners = ownerObjects(content)
        return try asked.answer(asked.page(of: rows.count)) { index, json in
            json.entity(rows[index].document, panel: owners[rows[index].panel])
        }
    }

    /// The `entity_name` filter with `HGNC:` elements translated to symbols; unknown ones match nothing (`api.md 7.7`).
    private func names(_ asked: APIRequest) async throws -> Set<String>? {
        guard let list = asked.query.list("entity_name") else { return nil }
        var names: Set<String> = []
        for item in list {
            if item.hasPrefix(HGNC.prefix) {
                if let symbol = try await genes.symbols(named: item).first { names.insert(symbol) }
            } else {
                names.insert(item)
            }
        }
        return names
    }
}
