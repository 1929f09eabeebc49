/// A later submission on top of the review that is there: what is given and differs, and what is emptied on purpose
/// (`domain.md 11.3`, BUG-22).
struct ReviewChange {
    let draft: ReviewDraft
    let kind: EntityKind

    /// Changes the review; gives the parts of the activity in their order.
    func apply(to evaluation: inout Evaluation) -> [String] {
        var parts: [String] = []
        text("Changed rating", .rating, draft.rating, &evaluation.rating, &parts)
        if kind == .gene {
            let new = ModeOfPathogenicity.canonical(draft.modeOfPathogenicity) ?? ""
            optional(
                "Changed mode of pathogenicity", .modeOfPathogenicity, new, &evaluation.modeOfPathogenicity, &parts)
        }
        list("Changed publications", .publications, draft.publications, &evaluation.publications, &parts)
        list("Changed phenotypes", .phenotypes, draft.cleanedPhenotypes(kind), &evaluation.phenotypes, &parts)
        optional(
            "Changed mode of inheritance", .modeOfInheritance, draft.modeOfInheritance, &evaluation.modeOfInheritance,
            &parts)
        if draft.currentDiagnostic != evaluation.currentDiagnostic {
            evaluation.currentDiagnostic = draft.currentDiagnostic
            parts.append("Set current diagnostic: \(draft.currentDiagnostic ? "yes" : "no")")
        }
        if kind == .str, draft.clinicallyRelevant != (evaluation.clinicallyRelevant ?? false) {
            evaluation.clinicallyRelevant = draft.clinicallyRelevant
            parts.append("Set clinically relevant: \(draft.clinicallyRelevant ? "yes" : "no")")
        }
        return parts
    }

    private func text(
        _ words: String, _ field: ReviewDraft.Field, _ given: String, _ stored: inout String, _ parts: inout [String]
    ) {
        let new = given.isEmpty && draft.cleared.contains(field) ? "" : given.isEmpty ? stored : given
        guard new != stored else { return }
        stored = new
        parts.append("\(words): \(new)")
    }

    private func optional(
        _ words: String, _ field: ReviewDraft.Field, _ given: String, _ stored: inout String?, _ parts: inout [String]
    ) {
        var value = stored ?? ""
        let count = parts.count
        text(words, field, given, &value, &parts)
        if parts.count > count { stored = value.isEmpty ? nil : value }
    }

    private func list(
        _ words: String, _ field: ReviewDraft.Field, _ given: [String], _ stored: inout [String]?,
        _ parts: inout [String]
    ) {
        let old = stored ?? []
        let new = given.isEmpty && !draft.cleared.contains(field) ? old : given
        guard new != old else { return }
        stored = new
        parts.append("\(words): \(new.joined(separator: ", "))")
    }
}
