import Domain
import Web

/// The form in which an entity is added or edited (`web.md 10`).
struct EntityForm {
    let kind: EntityKind
    let isCurator: Bool
    /// All tags there are.
    let tags: [String]
    /// Whether new tags may be made while choosing.
    var addsTags = false
    /// The entity being edited; nil where one is added.
    var entity: Entity?

    var isEdit: Bool { entity != nil }

    // MARK: Fields

    var fields: [Field] {
        var fields: [Field] = kind == .gene ? [geneField] : identity + place + specifics + [geneField]
        fields += [
            Field("source", "Sources", .choices(sources), required: true, finder: .boxes(adds: false)),
            Field(
                "moi", "Mode of inheritance",
                .choice(Choices.keeping(entity?.modeOfInheritance, Choices.inheritance), prompt: "Choose one"),
                required: true, explanation: .inheritance),
        ]
        if kind == .gene {
            let options = Choices.keeping(entity?.modeOfPathogenicity, Choices.pathogenicity)
            fields.append(
                Field(
                    "mode_of_pathogenicity", "Mode of pathogenicity", .choice(options, prompt: "None"),
                    help: Help.pathogenicity, explanation: .pathogenicity))
        }
        fields.append(
            Field(
                "penetrance", "Penetrance",
                .choice(Choices.keeping(entity?.penetrance, Choices.penetrance), prompt: "Not set")))
        if kind == .region {
            fields.append(
                Field("type_of_variants", "Variation type", .choice(Choices.variants, prompt: nil), required: true))
        }
        fields += [
            Field("publications", "Publications", help: Help.list), Field("phenotypes", "Phenotypes", help: Help.list),
        ]
        if isCurator {
            if kind == .gene { fields.append(Field("transcript", "Transcripts", help: Help.list)) }
            if !tags.isEmpty {
                fields.append(
                    Field(
                        "tags", "Tags", .choices(tags.map { Field.Option($0) }), finder: .boxes(adds: addsTags)))
            }
        }
        return isEdit ? fields : fields + review
    }

    private var geneField: Field {
        Field(
            "gene", "Gene symbol", required: kind == .gene, help: "The approved symbol of an active gene.",
            longest: 255, finder: .gene
        )
    }

    private var identity: [Field] {
        let name = Field("name", kind == .str ? "Name" : "Region id", required: true, longest: 128)
        return kind == .str ? [name] : [name, Field("verbose_name", "Region name", longest: 256)]
    }

    private var place: [Field] {
        [
            Field("chromosome", "Chromosome", .choice(Choices.chromosomes, prompt: "Choose one"), required: true),
            Field("position_37_0", "GRCh37 start"), Field("position_37_1", "GRCh37 end"),
            Field("position_38_0", "GRCh38 start", required: true),
            Field("position_38_1", "GRCh38 end", required: true),
        ]
    }

    private var specifics: [Field] {
        kind == .str
            ? [
                Field(
                    "repeated_sequence", "Repeated sequence", required: true, help: "Letters A, T, C, G and N.",
                    longest: 128),
                Field(
                    "normal_repeats", "Normal", required: true,
                    help: "The largest number of repeats that is still normal."),
                Field(
                    "pathogenic_repeats", "Pathogenic", required: true,
                    help: "The smallest number of repeats that is fully penetrant."),
            ]
            : [
                Field(
                    "haploinsufficiency_score", "Haploinsufficiency score", .choice(Choices.dosage, prompt: "Not set")),
                Field("triplosensitivity_score", "Triplosensitivity score", .choice(Choices.dosage, prompt: "Not set")),
                Field("required_overlap_percentage", "Required overlap percentage", required: true, help: "0 to 100."),
            ]
    }

    /// What becomes the first review of who adds it.
    private var review: [Field] {
        var fields = [
            Field(
                "rating", "Your rating", .choice(Choices.ratings, prompt: "No rating"),
                help: "Optional: begins your review.", explanation: .rating),
            Field(
                "current_diagnostic", "My laboratory reports variants in it as current practice", .tick,
                explanation: .currentDiagnostic),
        ]
        if kind == .str {
            fields.append(Field("clinically_relevant", "Interruptions of the repeat are clinically relevant", .tick))
        }
        return fields + [Field("comments", "Comments", .paragraph(rows: 5))]
    }

    /// The offered sources, and those that the entity has, whoever gave them: none goes unless its tick does
    /// (`domain.md` BUG-3).
    private var sources: [Field.Option] {
        let present = (entity?.evidence ?? []).filter { ExpertReview(rawValue: $0) == nil }
        let others = present.filter { !SourceName.offered.contains($0) }
        return (SourceName.offered + others).once().map { Field.Option($0) }
    }

    /// Sources that the form shows.
    var visibleSources: Set<String> { Set(sources.map(\.value)) }
}
