import Domain
import Foundation
import Hummingbird
import Ports
import UseCases
import Web

/// Reviews of one entity in a panel: R9 to R11 of `api.md 7.1`.
struct EvaluationAnswers: Sendable {
    let queries: PanelQueries
    let genes: any GeneRepo
    let reviews: any ReviewReader

    /// Newest first; on a super panel those of all children that have the entity (`api.md 9`).
    func list(_ key: String, _ kind: EntityKind, _ name: String, _ asked: APIRequest) async throws -> Response {
        guard let handle = try await queries.open(key, for: asked.viewer) else { throw HTTPProblem.notFound }
        try await refuseOldVersion(handle, asked)
        let content = try await queries.content(handle)
        let rows = try await entities(kind, name, content)
        guard !rows.isEmpty else { throw HTTPProblem.notFound }
        var evaluations: [Evaluation] = []
        var people: [PersonID: PersonSummary] = [:]
        for row in rows {
            let dossier = try await reviews.dossier(of: row.id)
            evaluations += dossier.evaluations
            people.merge(dossier.people) { kept, _ in kept }
        }
        if rows.count > 1 { evaluations.sort { ($0.created, $0.id) > ($1.created, $1.id) } }
        let withComments = asked.query["include_comments"]?.lowercased() == "true"
        return try asked.answer(asked.page(of: evaluations.count)) { index, json in
            write(evaluations[index], withComments ? people : nil, to: &json)
        }
    }

    /// Reviews exist for the current version only; the body's spelling is what clients know (`api.md 7.8`). A text that is
    /// no version is refused in the words of every route (`api.md 4.1`).
    private func refuseOldVersion(_ handle: PanelHandle, _ asked: APIRequest) async throws {
        guard let text = asked.query.nonEmpty("version") else { return }
        do {
            if case .current = try await queries.version(text, of: handle) { return }
        } catch VersionProblem.malformed {
            throw HTTPProblem.badVersion
        } catch VersionProblem.missing {
            // Refused below as an old version is.
        }
        throw HTTPProblem(.badRequest, .error("Endpoint doesnt support version parameter"))
    }

    /// By its name, the symbol in its stored gene record, or an HGNC id (`api.md 7.8`, O39).
    private func entities(_ kind: EntityKind, _ name: String, _ content: PanelContent) async throws -> [EntityRow] {
        let candidates = content.rows.filter { $0.kind == kind }
        var names = [name]
        if kind == .gene, name.hasPrefix(HGNC.prefix) { names += try await genes.symbols(named: name) }
        let named = candidates.filter { names.contains($0.name) }
        if !named.isEmpty || kind != .gene { return named }
        return try candidates.filter { names.contains(try storedSymbol($0) ?? "") }
    }

    private func storedSymbol(_ row: EntityRow) throws -> String? {
        var symbol: String?
        var scanner = JSONScanner(row.document.bytes)
        try scanner.object { (key, scanner) throws(JSONError) in
            guard key == "gene_data", !scanner.null() else {
                if key != "gene_data" { try scanner.skipValue() }
                return
            }
            try scanner.object { (key, scanner) throws(JSONError) in
                if key == "gene_symbol" { symbol = try scanner.optionalString() } else { try scanner.skipValue() }
            }
        }
        return symbol
    }

    /// `api.md 5.7`: lists are raw here, and the reviewer is not shown.
    private func write(_ evaluation: Evaluation, _ people: [PersonID: PersonSummary]?, to json: inout JSONWriter) {
        json.beginObject()
        json.key("created")
        json.string(evaluation.created.iso(in: queries.zone))
        json.key("rating")
        json.string(evaluation.rating)
        json.key("mode_of_pathogenicity")
        json.string(evaluation.modeOfPathogenicity)
        json.key("publications")
        json.strings(evaluation.publications)
        json.key("phenotypes")
        json.strings(evaluation.phenotypes)
        json.key("moi")
        json.string(evaluation.modeOfInheritance)
        json.key("current_diagnostic")
        json.bool(evaluation.currentDiagnostic)
        json.key("clinically_relevant")
        json.bool(evaluation.clinicallyRelevant)
        if let people {
            json.key("comments")
            json.beginArray()
            for comment in evaluation.comments {
                json.beginObject()
                json.key("created")
                json.string(comment.created.iso(in: queries.zone))
                json.key("comment")
                json.string(comment.text)
                json.key("user_name")
                json.string(comment.author.flatMap { people[$0]?.fullName })
                json.endObject()
            }
            json.endArray()
        }
        json.endObject()
    }
}
