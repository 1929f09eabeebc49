import Domain
import Foundation
import Web

/// The form in which a panel is made or changed (`web.md 6.1`).
struct PanelForm {
    let types: [PanelType]
    /// Panels that can be children: public or promoted, no super panels.
    let candidates: [Panel]
    /// The panel being changed; nil for a new one.
    var panel: Panel?

    var fields: [Field] {
        var fields = [
            Field("level4", "Panel name", required: true, longest: 255),
            Field("level2", "Disease group", longest: 255), Field("level3", "Disease sub-group", longest: 255),
            Field("description", "Description", .paragraph(rows: 4), required: true),
            Field("omim", "OMIM ids", help: Self.commas), Field("orphanet", "Orphanet ids", help: Self.commas),
            Field("hpo", "HPO terms", help: Self.commas),
            Field("old_panels", "Relevant disorders", help: Self.commas, "The panel is also found under these names."),
            Field("status", "Status", .choice(Choices.statuses, prompt: nil), required: true),
        ]
        if !types.isEmpty {
            fields.append(
                Field(
                    "types", "Panel types", .choices(types.map { Field.Option("\($0.id)", $0.name) }),
                    finder: .boxes(adds: false)))
        }
        if panel != nil {
            fields += [
                Field(
                    "signed_off_version", "Signed off version",
                    help: "An earlier version or the current one, such as 1.4. Empty takes the sign-off away."),
                Field("signed_off_date", "Signed off on", help: "Like 31/12/2026; empty means today."),
            ]
        }
        let children = candidates.filter { $0.id != panel?.id }.map { Field.Option("\($0.id)", $0.header.name) }
        // A panel with entities of its own never becomes a super panel.
        if panel.map({ $0.header.isSuperPanel || ($0.statistics?.entities ?? 0) == 0 }) ?? true, !children.isEmpty {
            fields.append(
                Field(
                    "child_panels", "Child panels", .choices(children),
                    help: "With at least one, this is a super panel.", finder: .boxes(adds: false)))
        }
        return fields
    }

    private static let commas = "Separate with commas."

    var values: FormBody {
        var form = FormBody()
        form.set("status", PanelStatus.internal.rawValue)
        guard let panel else { return form }
        let header = panel.header
        form.set("level4", header.name)
        form.set("level2", header.diseaseGroup)
        form.set("level3", header.diseaseSubGroup)
        form.set("description", header.description)
        form.set("omim", CommaList.text(header.omim))
        form.set("orphanet", CommaList.text(header.orphanet))
        form.set("hpo", CommaList.text(header.hpo))
        form.set("old_panels", CommaList.text(header.relevantDisorders))
        form.set("status", header.status.rawValue)
        form.set("types", types.filter { type in header.types.contains { $0.slug == type.slug } }.map { "\($0.id)" })
        form.set("child_panels", header.children.map { "\($0)" })
        if let signed = panel.signedOff {
            form.set("signed_off_version", "\(signed.version)")
            form.set("signed_off_date", Self.dayText(signed.date))
        }
        return form
    }

    /// What was typed. Fields that a script left out stay as they are.
    func draft(_ form: FormBody) throws(Refusal) -> PanelDraft {
        var draft = panel.map { PanelDraft($0.header) } ?? PanelDraft(name: "", description: "")
        if form["level4"] != nil { draft.name = form.trimmed("level4") }
        if form["level2"] != nil { draft.diseaseGroup = form.trimmed("level2") }
        if form["level3"] != nil { draft.diseaseSubGroup = form.trimmed("level3") }
        if form["description"] != nil { draft.description = form.trimmed("description") }
        if form["omim"] != nil { draft.omim = CommaList.items(form.text("omim")) }
        if form["orphanet"] != nil { draft.orphanet = CommaList.items(form.text("orphanet")) }
        if form["hpo"] != nil { draft.hpo = CommaList.items(form.text("hpo")) }
        if form["old_panels"] != nil { draft.relevantDisorders = CommaList.items(form.text("old_panels")) }
        if let text = form["status"] {
            guard let status = PanelStatus(rawValue: text) else {
                throw .invalid([
                    FieldProblem("status", "Select a valid choice. \(text) is not one of the available choices.")
                ])
            }
            draft.status = status
        }
        // Numbers, as this form and the scripts of the original send them, or names.
        if form["types"] != nil {
            draft.types = try chosen(form.list("types"), "types", among: types) { "\($0.id)" == $1 || $0.name == $1 }
        }
        if form["child_panels"] != nil, fields.contains(where: { $0.name == "child_panels" }) {
            let known = candidates.map(\.id) + (panel?.header.children ?? [])
            draft.children = try chosen(form.list("child_panels"), "child_panels", among: known) { "\($0)" == $1 }
        }
        return draft
    }

    private func chosen<Item>(
        _ values: [String], _ field: String, among items: [Item], isMeant: (Item, String) -> Bool
    ) throws(Refusal) -> [Item] {
        var found: [Item] = []
        for value in values.once() {
            guard let item = items.first(where: { isMeant($0, value) }) else {
                throw .invalid([
                    FieldProblem(field, "Select a valid choice. \(value) is not one of the available choices.")
                ])
            }
            found.append(item)
        }
        return found
    }

    // MARK: Sign-off

    /// What the two fields say; a date without a version is an error at its field (`domain.md` BUG-27).
    func signOff(_ form: FormBody) throws(Refusal) -> SignOffChange {
        guard form["signed_off_version"] != nil || form["signed_off_date"] != nil else { return .unchanged }
        let (text, day) = (form.trimmed("signed_off_version"), form.trimmed("signed_off_date"))
        if text.isEmpty {
            if day.isEmpty { return .remove }
            throw .invalid([FieldProblem("signed_off_version", "A date needs the version that was signed off.")])
        }
        guard let version = Version(text) else {
            throw .invalid([FieldProblem("signed_off_version", "Signed off version incorrect format")])
        }
        if day.isEmpty { return .sign(version, nil) }
        guard let date = Self.day(day) else {
            throw .invalid([FieldProblem("signed_off_date", "Write the day like 31/12/2026.")])
        }
        return .sign(version, date)
    }

    static func dayText(_ day: CivilDate) -> String {
        let parts = "\(day)".split(separator: "-")
        return parts.reversed().joined(separator: "/")
    }

    /// `dd/mm/yyyy`, `dd/mm/yy` or `yyyy-mm-dd`.
    static func day(_ text: String) -> CivilDate? {
        if let day = CivilDate(text) { return day }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, parts.allSatisfy({ (1...4).contains($0.count) && $0.allSatisfy(\.isNumber) }) else {
            return nil
        }
        let year = parts[2].count == 2 ? "20\(parts[2])" : parts[2]
        func two(_ text: String) -> String { text.count == 1 ? "0\(text)" : text }
        return CivilDate("\(year)-\(two(parts[1]))-\(two(parts[0]))")
    }
}
