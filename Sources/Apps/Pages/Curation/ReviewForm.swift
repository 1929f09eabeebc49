import Domain
import Web

/// The form of a review: fields, what they show, and what was typed into them (`web.md 8.1`).
struct ReviewForm {
    let kind: EntityKind

    var fields: [Field] {
        var fields = [
            Field("rating", "Rating", .choice(Choices.ratings, prompt: "No rating"), explanation: .rating),
            Field(
                "moi", "Mode of inheritance", .choice(Choices.inheritance, prompt: "Not given"),
                explanation: .inheritance),
        ]
        if kind == .gene {
            fields.append(
                Field(
                    "mode_of_pathogenicity", "Mode of pathogenicity",
                    .choice(Choices.pathogenicity, prompt: "Not given"),
                    help: Help.pathogenicity, explanation: .pathogenicity))
        }
        fields += [
            Field("publications", "Publications", help: Help.list, "PMIDs become links."),
            Field("phenotypes", "Phenotypes", help: Help.list),
            Field(
                "current_diagnostic", "My laboratory reports variants in this \(Words.noun(kind)) as current practice",
                .tick, explanation: .currentDiagnostic),
        ]
        if kind == .str {
            fields.append(Field("clinically_relevant", "Interruptions of the repeat are clinically relevant", .tick))
        }
        fields.append(Field("comments", "Comments", .paragraph(rows: 5), help: "Say why, above all when you disagree."))
        return fields
    }

    /// With "clear" boxes for what a stored review says, because an empty field alone changes nothing (W47).
    func fields(changing evaluation: Evaluation?) -> [Field] {
        guard let evaluation else { return fields }
        let filled: [ReviewDraft.Field] = ReviewDraft.Field.allCases.filter { field in
            switch field {
            case .rating: !evaluation.rating.isEmpty
            case .modeOfInheritance: !(evaluation.modeOfInheritance ?? "").isEmpty
            case .modeOfPathogenicity: kind == .gene && !(evaluation.modeOfPathogenicity ?? "").isEmpty
            case .publications: !(evaluation.publications ?? []).isEmpty
            case .phenotypes: !(evaluation.phenotypes ?? []).isEmpty
            }
        }
        if filled.isEmpty { return fields }
        let options = filled.map { Field.Option($0.rawValue, $0.title) }
        return fields + [
            Field(
                "clear", "Empty these fields of my review", .choices(options),
                help: "An empty field above leaves what you said before.")
        ]
    }

    func values(of evaluation: Evaluation?) -> FormBody {
        var form = FormBody()
        guard let evaluation else { return form }
        form.set("rating", evaluation.rating)
        form.set("moi", evaluation.modeOfInheritance ?? "")
        form.set("mode_of_pathogenicity", evaluation.modeOfPathogenicity ?? "")
        form.set("publications", SemicolonList.text(evaluation.publications))
        form.set("phenotypes", SemicolonList.text(evaluation.phenotypes))
        if evaluation.currentDiagnostic { form.set("current_diagnostic", "on") }
        if evaluation.clinicallyRelevant == true { form.set("clinically_relevant", "on") }
        return form
    }

    /// What was typed. Throws `Refusal.invalid` for a field to empty that no review has.
    func draft(_ form: FormBody) throws(Refusal) -> ReviewDraft {
        let cleared = form.list("clear").map { ReviewDraft.Field(rawValue: $0) }
        if cleared.contains(nil) {
            throw .invalid([FieldProblem("clear", "This is not one of the fields of a review.")])
        }
        return ReviewDraft(
            rating: form.trimmed("rating"), modeOfInheritance: form.trimmed("moi"),
            modeOfPathogenicity: form.trimmed("mode_of_pathogenicity"),
            publications: SemicolonList.items(form.text("publications")),
            phenotypes: SemicolonList.items(form.text("phenotypes")),
            currentDiagnostic: form["current_diagnostic"] != nil,
            clinicallyRelevant: form["clinically_relevant"] != nil, comment: form.trimmed("comments"),
            cleared: Set(cleared.compactMap(\.self)))
    }
}

extension ReviewDraft.Field {
    fileprivate var title: String {
        switch self {
        case .rating: "Rating"
        case .modeOfInheritance: "Mode of inheritance"
        case .modeOfPathogenicity: "Mode of pathogenicity"
        case .publications: "Publications"
        case .phenotypes: "Phenotypes"
        }
    }
}

/// Lists as people type them: items between semicolons (`web.md 8.1`).
enum SemicolonList {
    static func text(_ items: [String]?) -> String { (items ?? []).joined(separator: "; ") }

    /// Semicolons and blanks at the end are no items; an empty one in between stays, so that it can be refused.
    static func items(_ text: String) -> [String] {
        var rest = text.trimmingText
        while rest.hasSuffix(";") { rest = String(rest.dropLast()).trimmingText }
        if rest.isEmpty { return [] }
        return rest.split(separator: ";", omittingEmptySubsequences: false).map { String($0).trimmingText }
    }
}

/// Lists of identifiers between commas; what is empty is dropped (`web.md 6.1`).
enum CommaList {
    static func text(_ items: [String]?) -> String { (items ?? []).joined(separator: ", ") }

    static func items(_ text: String) -> [String] {
        text.split(separator: ",").map { String($0).trimmingText }.filter { !$0.isEmpty }
    }
}

/// The choices of forms, in the order of the specification.
enum Choices {
    static let ratings = ReviewRating.allCases.map { rating in
        Field.Option(rating.rawValue, "\(rating.colour.shortName): \(rating.title)")
    }
    static let inheritance = ModeOfInheritance.allCases.map { mode in
        Field.Option(mode.rawValue, mode == .other ? "Other: say which in the comments" : mode.rawValue)
    }
    static let pathogenicity = ModeOfPathogenicity.allCases.map { mode in
        Field.Option(mode.rawValue, mode == .other ? "Other: say which in the comments" : mode.rawValue)
    }
    static let levels = [ConfidenceLevel.green, .amber, .red, .noList].map { level in
        Field.Option(
            "\(level.rawValue)", level == .noList ? "No list: take off, flag and turn grey" : level.colour.longName)
    }
    static let penetrance = Penetrance.allCases.map {
        Field.Option($0.rawValue, $0 == .unknown ? "Unknown" : $0.rawValue)
    }
    static let chromosomes = Chromosome.all.map { Field.Option($0) }
    static let variants = VariantType.allCases.map { Field.Option($0.rawValue, $0.title) }
    static let dosage = DosageScore.allCases.map { Field.Option($0.rawValue, $0.meaning) }
    static let statuses = [PanelStatus.promoted, .public, .retired, .internal, .deleted].map { status in
        Field.Option(status.rawValue, status.rawValue.prefix(1).uppercased() + status.rawValue.dropFirst())
    }

    /// The choices and, where it is none of them, the stored value, so that saving a form changes nothing unasked.
    static func keeping(_ stored: String?, _ options: [Field.Option]) -> [Field.Option] {
        guard let stored, !stored.isEmpty, !options.contains(where: { $0.value == stored }) else { return options }
        return options + [Field.Option(stored)]
    }
}

/// Sentences under the fields.
enum Help {
    static let list = "Separate items with a semicolon (;)."
    static let pathogenicity = "Loss of function is assumed; give exceptions only."
}
