/// The published form of an entity as JSON bytes, keys in the order of `api.md 5.3`-`5.5`, without the `panel` key.
///
/// This is the form that revisions are stored in: the answer for a 3,000-entity panel is then a join of ready parts
/// (12-16 ms) instead of 3,000 encodings.
public struct EntityDocument: Hashable, Sendable {
    public let bytes: [UInt8]
    /// Offset at which `,"panel":{...}` goes in where a document shows the owning panel: before `transcript` in a gene,
    /// before the closing brace otherwise (`api.md 5.3`-`5.6`).
    public let panelOffset: Int

    /// Takes stored bytes and offset as they are.
    public init(bytes: [UInt8], panelOffset: Int) {
        self.bytes = bytes
        self.panelOffset = panelOffset
    }

    /// Writes an entity, its lists as they are: what comes from forms or raw rows goes through `cleaned` first.
    public init(_ entity: Entity) {
        var json = JSONWriter(capacity: 1_200)
        json.beginObject()
        json.key("gene_data")
        if let gene = entity.geneData { json.raw(gene.bytes) } else { json.null() }
        json.key("entity_type")
        json.string(entity.kind.rawValue)
        json.key("entity_name")
        json.string(entity.name)
        if case .region(let region) = entity.specifics {
            json.key("verbose_name")
            json.string(region.verboseName)
        }
        json.key("confidence_level")
        json.string(entity.confidence.map { String($0.rawValue) })
        json.key("penetrance")
        json.string(entity.penetrance)
        if entity.kind != .str {
            json.key("mode_of_pathogenicity")
            json.string(entity.modeOfPathogenicity)
        }
        if case .region(let region) = entity.specifics { Self.scores(of: region, &json) }
        json.key("publications")
        json.strings(entity.publications)
        json.key("evidence")
        json.strings(entity.evidence)
        json.key("phenotypes")
        json.strings(entity.phenotypes)
        json.key("mode_of_inheritance")
        json.string(entity.modeOfInheritance)
        switch entity.specifics {
        case .gene: break
        case .str(let repeatFacts): Self.write(repeatFacts, &json)
        case .region(let region):
            Self.position(region.chromosome, region.grch37, region.grch38, &json)
        }
        json.key("tags")
        json.strings(entity.tags)
        panelOffset = json.bytes.count
        if case .gene(let transcript) = entity.specifics {
            json.key("transcript")
            json.strings(transcript)
        }
        json.endObject()
        bytes = json.bytes
    }

    private static func scores(of region: GenomicRegion, _ json: inout JSONWriter) {
        json.key("haploinsufficiency_score")
        json.string(region.haploinsufficiencyScore)
        json.key("triplosensitivity_score")
        json.string(region.triplosensitivityScore)
        json.key("required_overlap_percentage")
        json.int(region.requiredOverlapPercentage)
        json.key("type_of_variants")
        json.string(region.typeOfVariants)
    }

    private static func write(_ facts: ShortTandemRepeat, _ json: inout JSONWriter) {
        json.key("repeated_sequence")
        json.string(facts.repeatedSequence)
        position(facts.chromosome, facts.grch37, facts.grch38, &json)
        json.key("normal_repeats")
        json.int(facts.normalRepeats)
        json.key("pathogenic_repeats")
        json.int(facts.pathogenicRepeats)
    }

    private static func position(
        _ chromosome: String, _ grch37: Coordinates?, _ grch38: Coordinates?, _ json: inout JSONWriter
    ) {
        json.key("chromosome")
        json.string(chromosome)
        json.key("grch37_coordinates")
        pair(grch37, &json)
        json.key("grch38_coordinates")
        pair(grch38, &json)
    }

    private static func pair(_ coordinates: Coordinates?, _ json: inout JSONWriter) {
        guard let coordinates else { return json.null() }
        json.ints([coordinates.start, coordinates.end])
    }

    /// A raw list as it is published: without empty items, white space around the others taken off (`api.md 5`). An item
    /// of white space alone becomes an empty one, as live services show it; so never clean a published list again.
    public static func cleaned(_ values: [String]) -> [String] {
        values.compactMap { value in
            guard let first = value.unicodeScalars.first, let last = value.unicodeScalars.last else { return nil }
            if !first.properties.isWhitespace, !last.properties.isWhitespace { return value }
            return value.trimmingWhitespace()
        }
    }
}

extension String {
    /// The text without white space at either end.
    func trimmingWhitespace() -> String {
        var view = Substring(self)
        while let first = view.first, first.isWhitespace { view.removeFirst() }
        while let last = view.last, last.isWhitespace { view.removeLast() }
        return String(view)
    }
}
