import Domain
import Foundation
import HTTPTypes
import Hummingbird
import UseCases
import Web

extension SitePages {
    /// `GET /panels/{id}/versions/`, with `?from=&to=` the difference of two versions.
    @Sendable func versions(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        switch try await open(request, context) {
        case .elsewhere(let response): return response
        case .panel(let handle): return try await versions(handle, request, context)
        }
    }

    /// The page of a panel's versions, also where a version or a day led nowhere: `problem` then says why.
    func versions(
        _ handle: PanelHandle, _ request: Request, _ context: AppRequestContext, problem: String? = nil,
        _ status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        guard let panel = try await queries.reader.panel(handle.id) else { throw HTTPProblem.notFound }
        let frozen = try await queries.reader.versions(of: handle.id)
        var view = VersionsView(
            frame: frame, panel: handle.id, created: panel.created, live: panel.header, versions: frozen,
            summaries: panel.header.isSuperPanel ? [:] : try await summaries(handle, panel.header.version, frozen),
            problem: problem)
        var status = status
        let query = request.pageQuery
        if problem == nil, let from = query["from"], let to = query["to"] {
            do {
                view.comparison = try await comparison(handle, panel, frozen, from: from, to: to)
            } catch let fault as ComparisonFault {
                view.problem = fault.sentence
                status = .notFound
            }
        }
        return answer(view.render(), request, context, status: status)
    }

    /// Why two versions could not be compared.
    private enum ComparisonFault: Error {
        case unknown(String)
        case superPanel

        var sentence: String {
            switch self {
            case .unknown(let text): "There is no version \(text) of this panel."
            case .superPanel: "A super panel has no entities of its own. Compare the versions of its children."
            }
        }
    }

    private func comparison(
        _ handle: PanelHandle, _ panel: Panel, _ frozen: [FrozenVersion], from: String, to: String
    ) async throws -> VersionsView.Comparison {
        if panel.header.isSuperPanel { throw ComparisonFault.superPanel }
        func revision(_ text: String) throws -> (Version, Revision) {
            guard let version = Version(text.trimmingText) else { throw ComparisonFault.unknown(text) }
            if version == panel.header.version { return (version, handle.counters.revision) }
            guard let found = frozen.first(where: { $0.version == version }) else {
                throw ComparisonFault.unknown(text)
            }
            return (version, found.revision)
        }
        let (first, second) = (try revision(from), try revision(to))
        return VersionsView.Comparison(
            from: first.0, to: second.0, changes: try await changes(handle, first.1, second.1))
    }

    /// By kind and name, as differences of either direction read best.
    private func changes(_ handle: PanelHandle, _ from: Revision, _ to: Revision) async throws -> [EntityChange] {
        if from == to { return [] }
        return try await queries.reader.differences(of: handle.id, from: from, to: to).compactMap { difference in
            try EntityChange(difference)
        }.sorted { NameOrder.precedes($0.name, $1.name) }
    }

    private static let summarised = 10

    /// What each of the newest versions changed against the one before it.
    private func summaries(
        _ handle: PanelHandle, _ live: Version, _ frozen: [FrozenVersion]
    ) async throws -> [Version: ChangeSummary] {
        var states = [(live, handle.counters.revision)] + frozen.map { ($0.version, $0.revision) }
        states = Array(states.prefix(Self.summarised + 1))
        var summaries: [Version: ChangeSummary] = [:]
        for (newer, older) in zip(states, states.dropFirst()) {
            summaries[newer.0] = ChangeSummary(try await changes(handle, older.1, newer.1))
        }
        return summaries
    }
}

extension CivilDate {
    /// The last microsecond of the day in a zone.
    func end(in zone: TimeZone) -> Instant {
        let midnight = Instant(seconds: Int64(daysSince1970 + 1) * 86_400)
        let offset = zone.secondsFromGMT(for: midnight.date)
        let guess = midnight.advanced(bySeconds: -Double(offset))
        // The offset may change in the night itself.
        let exact = midnight.advanced(bySeconds: -Double(zone.secondsFromGMT(for: guess.date)))
        return Instant(microseconds: exact.microseconds - 1)
    }
}
