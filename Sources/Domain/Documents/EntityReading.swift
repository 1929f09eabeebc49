extension Entity {
    /// Reads an entity from a document of any age and key order: the API's, a frozen one, another PanelApp's. Unknown
    /// keys are passed over, missing ones count as null; `panel` is reported to `owner` as its JSON bytes.
    ///
    /// Throws when the text is not JSON, a value has the wrong type, or `entity_type` or `entity_name` is missing.
    public init(
        reading scanner: inout JSONScanner, owner: (ArraySlice<UInt8>) -> Void = { _ in }
    ) throws(JSONError) {
        let start = scanner.at
        var parts = EntityParts()
        try scanner.object { (key, scanner) throws(JSONError) in
            if key == "panel" {
                let range = try scanner.skipValue()
                owner(scanner.bytes[range])
            } else {
                try parts.take(key, &scanner)
            }
        }
        self = try parts.entity(at: start)
    }

    /// Reads one entity document.
    public init(document bytes: [UInt8]) throws(JSONError) {
        var scanner = JSONScanner(bytes)
        try self.init(reading: &scanner)
    }
}

/// The keys of an entity document while they are being read.
private struct EntityParts {
    var type: String?
    var name: String?
    var geneData: JSONText?
    var confidence: ConfidenceLevel?
    var penetrance: String?
    var modeOfPathogenicity: String?
    var publications: [String]?
    var evidence: [String] = []
    var phenotypes: [String]?
    var modeOfInheritance: String?
    var tags: [String] = []
    var transcript: [String]?
    var verboseName: String?
    var haploinsufficiency: String?
    var triplosensitivity: String?
    var overlap: Int?
    var variants: String?
    var sequence: String?
    var chromosome: String?
    var grch37: Coordinates?
    var grch38: Coordinates?
    var normalRepeats: Int?
    var pathogenicRepeats: Int?

    mutating func take(_ key: String, _ scanner: inout JSONScanner) throws(JSONError) {
        switch key {
        case "gene_data":
            if scanner.null() { return }
            var copy = JSONWriter(capacity: 600)
            try scanner.copyValue(to: &copy)
            geneData = JSONText(unchecked: copy.bytes)
        case "entity_type": type = try scanner.string()
        case "entity_name": name = try scanner.string()
        case "confidence_level": confidence = try Self.confidence(&scanner)
        case "penetrance": penetrance = try scanner.optionalString()
        case "mode_of_pathogenicity": modeOfPathogenicity = try scanner.optionalString()
        case "publications": publications = try scanner.optionalStrings()
        case "evidence": evidence = try scanner.optionalStrings() ?? []
        case "phenotypes": phenotypes = try scanner.optionalStrings()
        case "mode_of_inheritance": modeOfInheritance = try scanner.optionalString()
        case "tags": tags = try scanner.optionalStrings() ?? []
        case "transcript": transcript = try scanner.optionalStrings()
        default: try takeSpecific(key, &scanner)
        }
    }

    private mutating func takeSpecific(_ key: String, _ scanner: inout JSONScanner) throws(JSONError) {
        switch key {
        case "verbose_name": verboseName = try scanner.optionalString()
        case "haploinsufficiency_score": haploinsufficiency = try scanner.optionalString()
        case "triplosensitivity_score": triplosensitivity = try scanner.optionalString()
        case "required_overlap_percentage": overlap = try scanner.optionalInt()
        case "type_of_variants": variants = try scanner.optionalString()
        case "repeated_sequence": sequence = try scanner.optionalString()
        case "chromosome": chromosome = try scanner.optionalString()
        case "grch37_coordinates": grch37 = try Self.coordinates(&scanner)
        case "grch38_coordinates": grch38 = try Self.coordinates(&scanner)
        case "normal_repeats": normalRepeats = try scanner.optionalInt()
        case "pathogenic_repeats": pathogenicRepeats = try scanner.optionalInt()
        default: try scanner.skipValue()
        }
    }

    /// A string in every known document; a number is understood too.
    private static func confidence(_ scanner: inout JSONScanner) throws(JSONError) -> ConfidenceLevel? {
        if scanner.null() { return nil }
        let start = scanner.at
        if scanner.nextByte() != UInt8(ascii: "\"") { return ConfidenceLevel(rawValue: try scanner.int()) }
        let text = try scanner.string()
        if text.isEmpty { return nil }
        guard let value = Int(text) else { throw JSONError("confidence_level is not a number: \(text)", at: start) }
        return ConfidenceLevel(rawValue: value)
    }

    private static func coordinates(_ scanner: inout JSONScanner) throws(JSONError) -> Coordinates? {
        if scanner.null() { return nil }
        let start = scanner.at
        var bounds: [Int] = []
        try scanner.array { (scanner) throws(JSONError) in
            if let bound = try scanner.optionalInt() { bounds.append(bound) }
        }
        if bounds.isEmpty { return nil }
        guard bounds.count == 2 else { throw JSONError("coordinates need a start and an end", at: start) }
        return Coordinates(start: bounds[0], end: bounds[1])
    }

    func entity(at offset: Int) throws(JSONError) -> Entity {
        guard let type, let kind = EntityKind(rawValue: type) else {
            throw JSONError("entity_type is missing or unknown", at: offset)
        }
        guard let name else { throw JSONError("entity_name is missing", at: offset) }
        return Entity(
            name: name, geneData: geneData, confidence: confidence, penetrance: penetrance,
            modeOfPathogenicity: modeOfPathogenicity, publications: publications, evidence: evidence,
            phenotypes: phenotypes, modeOfInheritance: modeOfInheritance ?? "", tags: tags, specifics: specifics(kind))
    }

    private func specifics(_ kind: EntityKind) -> Entity.Specifics {
        switch kind {
        case .gene: .gene(transcript: transcript)
        case .str:
            .str(
                ShortTandemRepeat(
                    repeatedSequence: sequence ?? "", chromosome: chromosome ?? "", grch37: grch37, grch38: grch38,
                    normalRepeats: normalRepeats ?? 0, pathogenicRepeats: pathogenicRepeats ?? 0))
        case .region:
            .region(
                GenomicRegion(
                    verboseName: verboseName, chromosome: chromosome ?? "", grch37: grch37, grch38: grch38,
                    haploinsufficiencyScore: haploinsufficiency, triplosensitivityScore: triplosensitivity,
                    requiredOverlapPercentage: overlap ?? 0, typeOfVariants: variants ?? VariantType.small.rawValue))
        }
    }
}
