import Domain
import Foundation
import Hummingbird
import Ports
import UseCases
import Web

/// Answers about signed-off versions: R12 and R13 of `api.md 7.1`.
struct SignedOffAnswers: Sendable {
    let queries: PanelQueries

    private typealias Row = (panel: PanelID, version: FrozenVersion)

    /// `api.md 7.9`: public and retired panels only, whoever asks (decision 22); `display=latest` (the default) gives the
    /// newest version of each panel, `all` every one.
    func list(_ asked: APIRequest) async throws -> Response {
        var rows = try await listed()
        if let text = asked.query.nonEmpty("panel_id") {
            guard PanelKey.isNumber(text) else { throw HTTPProblem.invalid("panel_id", "Enter a whole number.") }
            rows = rows.filter { $0.panel == PanelKey.id(text) }
        }
        switch asked.query.nonEmpty("display") ?? "latest" {
        case "latest": rows = latest(rows)
        case "all": break
        case let other:
            throw HTTPProblem.invalid(
                "display", "Select a valid choice. \(other) is not one of the available choices.")
        }
        let page = try asked.page(of: rows.count)
        var documents: [[UInt8]] = []
        for row in rows[page.range] {
            let document = try FrozenDocument.withoutEntities(try await queries.document(of: row.panel, row.version))
            documents.append(FrozenDocument.withSignedOff(document, row.version.signedOff))
        }
        return asked.answer(page) { index, json in json.raw(documents[index - page.range.lowerBound]) }
    }

    /// `api.md 7.10`: the latest signed-off version of a panel, by number or by the rule of 6.1.
    func detail(_ key: String, _ asked: APIRequest) async throws -> Response {
        guard let handle = try await queries.open(key, for: asked.viewer),
            let frozen = try await queries.reader.versions(of: handle.id).first(where: { $0.signedOff != nil })
        else { throw HTTPProblem.notFound }
        let document = try await queries.document(of: handle.id, frozen)
        return asked.answer(FrozenDocument.withSignedOff(document, frozen.signedOff))
    }

    private func listed() async throws -> [Row] {
        let catalogue = try await queries.catalogue.current()
        return try await queries.reader.signedOffVersions().filter { row in
            catalogue[row.panel].map { Visibility.listedByAPI($0.header.status, includingRetired: true) } ?? false
        }
    }

    /// The first row of each panel: they come newest version first.
    private func latest(_ rows: [Row]) -> [Row] {
        var seen: Set<PanelID> = []
        return rows.filter { seen.insert($0.panel).inserted }
    }
}
