import Domain
import Ports
import Web

/// What the forms in place ask for and show, from the entity as it stands.
extension EntityAction {
    /// The fields of its form but for the comment; none for an action that is only a button.
    func fields(_ entity: Entity, tags: [String] = [], addsTags: Bool = false) -> [Field] {
        switch self {
        case .rating: return [Field("status", title, .choice(Choices.levels, prompt: "Choose one"), required: true)]
        case .moi:
            let options = Choices.keeping(entity.modeOfInheritance, Choices.inheritance)
            return [Field("moi", title, .choice(options, prompt: "Choose one"), required: true)]
        case .mop:
            let options = Choices.keeping(Self.pathogenicity(entity), Choices.pathogenicity)
            return [
                Field("mode_of_pathogenicity", title, .choice(options, prompt: "None"), help: Help.pathogenicity)
            ]
        case .phenotypes: return [Field("phenotypes", title, .paragraph(rows: 3), required: true, help: Help.list)]
        case .publications:
            return [Field("publications", title, .paragraph(rows: 3), required: true, help: Help.list)]
        case .tags:
            return [
                Field("tags", title, .choices(tags.map { Field.Option($0) }), finder: .boxes(adds: addsTags))
            ]
        case .ready: return [Field("ready_comment", "Comment", .paragraph(rows: 3))]
        default: return []
        }
    }

    /// What stands in these fields now.
    func values(_ entity: Entity) -> FormBody {
        var form = FormBody()
        switch self {
        case .rating: form.set("status", entity.confidence.map { "\($0.rawValue)" } ?? "")
        case .moi: form.set("moi", entity.modeOfInheritance)
        case .mop: form.set("mode_of_pathogenicity", Self.pathogenicity(entity) ?? "")
        case .phenotypes: form.set("phenotypes", SemicolonList.text(entity.phenotypes))
        case .publications: form.set("publications", SemicolonList.text(entity.publications))
        case .tags: form.set("tags", entity.tags)
        default: break
        }
        return form
    }

    var title: String {
        switch self {
        case .rating: "Rating"
        case .moi: "Mode of inheritance"
        case .mop: "Mode of pathogenicity"
        case .phenotypes: "Phenotypes"
        case .publications: "Publications"
        case .tags: "Tags"
        default: ""
        }
    }

    private static func pathogenicity(_ entity: Entity) -> String? {
        ModeOfPathogenicity(stored: entity.modeOfPathogenicity ?? "")?.rawValue ?? entity.modeOfPathogenicity
    }
}
