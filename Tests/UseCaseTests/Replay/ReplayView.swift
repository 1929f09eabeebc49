import Domain
import Foundation
import Ports
import UseCases
import Web

@testable import API

/// What one side says about something, without the numbers of records, which every side gives by itself.
struct ReplayView {
    /// What it is about, and what is said, in order.
    private(set) var parts: [(about: String, said: AnyHashable)] = []

    mutating func add(_ about: String, _ said: some Hashable) { parts.append((about, AnyHashable(said))) }

    /// Where two sides part; nil where they agree. The other one may say more.
    func difference(from other: ReplayView) -> String? {
        for (ours, theirs) in zip(parts, other.parts) where ours != theirs {
            return "\(ours.about): \(Self.difference(Self.text(ours.said), Self.text(theirs.said)))"
        }
        return parts.count <= other.parts.count ? nil : "it says more"
    }

    /// The surroundings of the first difference; whole panels are too long to print.
    static func difference(_ a: String, _ b: String) -> String {
        let (a, b) = (Array(a.utf8), Array(b.utf8))
        let at = zip(a, b).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(a.count, b.count)
        func piece(_ text: [UInt8]) -> String {
            String(decoding: text[max(0, at - 120)..<min(text.count, at + 120)], as: UTF8.self)
        }
        return "\n  …\(piece(a))…\n  …\(piece(b))…"
    }

    private static func text(_ said: AnyHashable) -> String {
        (said.base as? [UInt8]).map { String(decoding: $0, as: UTF8.self) } ?? "\(said.base)"
    }

    // MARK: Without numbers

    /// A row whose entity has no number. Without `since` its content only.
    static func row(_ row: EntityRow, since: Bool = true) -> EntityRow {
        var row = row
        row.id = EntityID(0)
        if !since { row.since = Revision(0) }
        return row
    }

    /// Rows by kind: the order among entities of two kinds with one name is left open.
    static func rows(_ rows: [EntityRow]) -> [EntityRow] {
        EntityKind.allCases.flatMap { kind in rows.filter { $0.kind == kind }.map { row($0) } }
    }

    /// In an order of its own: that of names is not one where kinds share a name.
    static func differences(_ pairs: [EntityDifference]) -> Set<EntityDifference> {
        Set(
            pairs.map {
                EntityDifference(
                    before: $0.before.map { row($0, since: false) }, after: $0.after.map { row($0, since: false) })
            })
    }

    static func lines<Record: Dated>(_ records: [Record]) -> [Record] {
        records.map { record in
            var record = record
            record.id = 0
            return record
        }
    }

    /// What an entity owns.
    mutating func add(_ about: String, _ dossier: EntityDossier) {
        let evaluations = dossier.evaluations.map { evaluation in
            var evaluation = evaluation
            evaluation.comments = Self.lines(evaluation.comments)
            return evaluation
        }
        add("reviews of \(about)", Self.lines(evaluations))
        add("sources of \(about)", Self.lines(dossier.evidence))
        add("comments on \(about)", Self.lines(dossier.comments))
        add("history of \(about)", Self.lines(dossier.track))
    }
}

extension ReplaySide {
    /// A curator, who may read every panel.
    static let reader = ReplayWorld.viewer(1)

    /// The content of a panel now, as every face gets it.
    func content(_ id: PanelID) async throws -> PanelContent? {
        guard let handle = try await queries.open(id, for: Self.reader) else { return nil }
        return try await queries.content(handle)
    }

    /// The document of a panel as the API serves it now.
    func document(_ content: PanelContent) -> [UInt8] {
        PanelAnswers(
            queries: queries, genes: ReplayRecords(), gzip: GzipEncoder { _, _ in nil }, tag: "",
            kept: BoundedCache(budget: 0)
        ).document(content, isBare: false)
    }

    /// What a step can have changed about a panel.
    func view(of id: PanelID, thoroughly: Bool) async throws -> ReplayView {
        var view = ReplayView()
        let panel = try await reader.panel(id)
        view.add("panel", panel)
        view.add("counters", try await reader.counters(of: id))
        view.add("number of lines", try await reader.activityCount(of: id))
        let lines = try await reader.activities(of: id, offset: 0, limit: 4)
        view.add("lines", ReplayView.lines(lines))
        guard thoroughly, let content = try await content(id) else { return view }
        view.add("rows", ReplayView.rows(content.rows))
        view.add("document", document(content))
        return view
    }

    /// What an entity owns.
    func view(of address: EntityAddress) async throws -> ReplayView {
        var view = ReplayView()
        let row = try await reader.entity(of: address.panel, kind: address.kind, name: address.name)
        view.add("entity", row.map { ReplayView.row($0) })
        if let row { view.add(row.name, try await reader.dossier(of: row.id)) }
        return view
    }

    /// What must stay when a command is refused.
    func fingerprint() async throws -> String {
        "\(try await reader.catalogueStamp()) \(try await reader.activityCount(of: nil))"
    }
}

/// A document with its keys in one order: frozen documents have another one than live ones.
enum CanonicalJSON {
    static func text(_ document: [UInt8]) throws -> String {
        let value = try JSONSerialization.jsonObject(with: Data(document))
        return String(
            decoding: try JSONSerialization.data(withJSONObject: value, options: [.sortedKeys]), as: UTF8.self)
    }
}
