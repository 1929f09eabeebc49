import Domain
import HTTPTypes
import Hummingbird
import Ports
import UseCases
import Web

/// `literature-assignments/assign/` and `/skip/`: the only addresses of the API that write (`api.md 10`).
struct LiteratureAnswers: Sendable {
    let work: WorkThroughLiterature

    /// What is asked of the gene.
    enum Step: Hashable, Sendable { case assign, skip }

    /// The checks in the order of `api.md 10`.
    func answer(_ step: Step, _ asked: APIRequest) async throws -> Response {
        let fields = try await PostedFields(asked.request)
        guard let report = try fields.text("report_id") else {
            throw Self.problem("missing_field", "report_id is required")
        }
        guard report.unicodeScalars.count <= LiteratureAssignment.longestReportID else {
            throw PostedFields.invalid(
                "report_id must not be longer than \(LiteratureAssignment.longestReportID) characters")
        }
        let gene = try await gene(fields)
        let seen = try fields.text("expected_updated_at")
        let task: LiteratureWork =
            switch step {
            case .assign: .assign(try fields.person("assigned_to"))
            case .skip: .skip(reason: try fields.text("reason") ?? "")
            }
        do {
            return asked.answer(Self.json(try await work.run(task, on: gene, of: report, seen: seen, by: asked.viewer)))
        } catch LiteratureWork.Refusal.forbidden {
            throw HTTPProblem.notAllowed
        } catch LiteratureWork.Refusal.invalidAssignee {
            throw Self.problem("invalid_assignee", "Assignee must be a member of the Curators group")
        } catch LiteratureWork.Refusal.reasonRequired {
            throw Self.problem("reason_required", "A reason is required when skipping")
        } catch LiteratureWork.Refusal.conflict(let record) {
            return asked.answer(Self.conflict(record, try await work.people(in: record)), status: .conflict)
        }
    }

    /// `hgnc_id` counts before `gene_symbol`.
    private func gene(_ fields: PostedFields) async throws -> Gene {
        let (id, symbol) = (try fields.text("hgnc_id"), try fields.text("gene_symbol"))
        guard let name = id ?? symbol else {
            throw Self.problem("missing_field", "hgnc_id or gene_symbol is required")
        }
        guard let gene = try await work.gene(hgncID: id, symbol: symbol) else {
            throw HTTPProblem(.notFound, .coded("gene_not_found", "Gene not found: \(name)"))
        }
        return gene
    }

    private static func problem(_ code: String, _ message: String) -> HTTPProblem {
        HTTPProblem(.badRequest, .coded(code, message))
    }

    // MARK: Documents

    private static func json(_ outcome: WorkThroughLiterature.Outcome) -> [UInt8] {
        let (record, people) = (outcome.record, outcome.people)
        var json = JSONWriter(capacity: 500)
        json.beginObject()
        json.key("report_id")
        json.string(record.reportID)
        json.key("gene_symbol")
        json.string(record.gene)
        json.key("hgnc_id")
        json.string(outcome.gene.hgncID)
        json.key("status")
        json.string(record.status.rawValue)
        json.key("assigned_to")
        json.int(record.assignedTo?.rawValue)
        json.key("assigned_to_display")
        json.string(record.assignedTo.flatMap { people[$0]?.fullName })
        json.key("assigned_at")
        json.string(record.assignedAt?.iso(in: .gmt))
        json.key("skipped_by")
        json.int(record.skippedBy?.rawValue)
        json.key("skipped_by_display")
        json.string(record.skippedBy.flatMap { people[$0]?.fullName })
        json.key("skipped_at")
        json.string(record.skippedAt?.iso(in: .gmt))
        json.key("skipped_reason")
        json.string(record.skippedReason)
        json.key("updated_at")
        json.string(record.updated.iso(in: .gmt))
        json.endObject()
        return json.bytes
    }

    /// What stands now; for a record that does not exist, what it would be, without `updated_at`.
    private static func conflict(_ record: LiteratureAssignment?, _ people: [PersonID: Person]) -> [UInt8] {
        var json = JSONWriter(capacity: 300)
        json.beginObject()
        json.key("error")
        json.string("conflict")
        json.key("message")
        json.string("Assignment was modified by another user")
        json.key("current_state")
        json.beginObject()
        json.key("status")
        json.string((record?.status ?? .pending).rawValue)
        json.key("assigned_to")
        json.int(record?.assignedTo?.rawValue)
        json.key("assigned_to_display")
        json.string(record?.assignedTo.flatMap { people[$0]?.fullName })
        json.key("skipped_reason")
        json.string(record?.skippedReason ?? "")
        json.key("updated_at")
        json.string(record?.updated.iso(in: .gmt))
        json.endObject()
        json.endObject()
        return json.bytes
    }
}
