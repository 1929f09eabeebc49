import Foundation

/// What is done to a gene of a literature report (`domain.md 19`).
public enum LiteratureWork: Hashable, Sendable {
    /// Hands it to a curator; nil takes it from whoever has it.
    case assign(PersonID?)
    case skip(reason: String)

    /// Why nothing is done. The words are for people, the cases for programs.
    public enum Refusal: Error, Hashable, Sendable {
        case forbidden
        /// The assignee is no member of the group that such work is handed to.
        case invalidAssignee
        case reasonRequired
        /// Somebody else was faster; nil where the record that the caller saw does not exist.
        case conflict(LiteratureAssignment?)
    }

    /// What the store knows when a decision is made.
    public struct State: Hashable, Sendable {
        public var record: LiteratureAssignment?
        /// Whether the person whom `assign` names is a member of `LiteratureAssignment.group`.
        public var assigneeMayHaveIt: Bool

        public init(record: LiteratureAssignment?, assigneeMayHaveIt: Bool) {
            self.record = record
            self.assigneeMayHaveIt = assigneeMayHaveIt
        }
    }

    /// The record afterwards. `seen` is the text of `updated` that the caller last saw, nil for "there is none yet"; any
    /// mismatch is a conflict, so that two curators who look at one list never overwrite each other (`domain.md` D80).
    public func decide(
        report: String, gene: String, seen: String?, on state: State, by act: Act
    ) throws(Refusal) -> LiteratureAssignment {
        guard Policy.may(.workThroughLiterature, on: nil, act.viewer) else { throw .forbidden }
        if case .assign(_?) = self, !state.assigneeMayHaveIt { throw .invalidAssignee }
        var reason = ""
        if case .skip(let text) = self {
            reason = text.trimmingCharacters(in: .whitespacesAndNewlines)
            if reason.isEmpty { throw .reasonRequired }
        }
        guard state.record?.updated.iso(in: .gmt) == seen else { throw .conflict(state.record) }
        var record =
            state.record
            ?? LiteratureAssignment(reportID: report, gene: gene, created: act.moment, updated: act.moment)
        switch self {
        case .assign(let person):
            record.status = person == nil ? .pending : .assigned
            (record.assignedTo, record.assignedAt) = (person, person == nil ? nil : act.moment)
            (record.skippedBy, record.skippedAt, record.skippedReason) = (nil, nil, "")
        case .skip:
            record.status = .skipped
            (record.skippedBy, record.skippedAt, record.skippedReason) = (act.person, act.moment, reason)
        }
        // Two changes within one tick of the clock must still be told apart.
        record.updated = state.record.map { max(act.moment, $0.updated.advanced(bySeconds: 0.000_001)) } ?? act.moment
        return record
    }
}
