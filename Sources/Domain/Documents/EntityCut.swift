/// One entity cut out of a panel document of any age: what tells entities apart, and its document in the published key
/// order with every value byte for byte as it came.
public struct EntityCut: Hashable, Sendable {
    public var kind: EntityKind
    public var name: String
    public var confidence: ConfidenceLevel?
    /// `gene_data`; nil where it is null or missing.
    public var geneData: JSONText?
    /// The object of the child panel, in documents of super panels.
    public var panel: JSONText?
    /// Known keys that are missing count as null (`evidence` and `tags` as empty), unknown ones stand at the end.
    public var document: EntityDocument

    /// Cuts the object at `range`. Throws when it is no JSON object, or `entity_type` or `entity_name` is missing.
    public init(_ bytes: [UInt8], at range: Range<Int>) throws(JSONError) {
        var values: [String: ArraySlice<UInt8>] = [:]
        var unknown: [String] = []
        var scanner = JSONScanner(bytes, at: range.lowerBound)
        try scanner.object { (key, scanner) throws(JSONError) in
            values[key] = bytes[try scanner.skipValue()]
            if !Self.known.contains(key) { unknown.append(key) }
        }
        func text(_ key: String) throws(JSONError) -> String? {
            guard let value = values[key] else { return nil }
            var scanner = JSONScanner(bytes, at: value.startIndex)
            return try scanner.optionalString()
        }
        guard let kind = try text("entity_type").flatMap(EntityKind.init(rawValue:)) else {
            throw JSONError("entity_type is missing or unknown", at: range.lowerBound)
        }
        guard let name = try text("entity_name") else {
            throw JSONError("entity_name is missing", at: range.lowerBound)
        }
        self.kind = kind
        self.name = name
        confidence = try Self.level(values["confidence_level"], in: bytes)
        geneData = values["gene_data"].flatMap { $0.elementsEqual(Self.null) ? nil : JSONText(unchecked: Array($0)) }
        panel = values["panel"].map { JSONText(unchecked: Array($0)) }
        document = Self.document(kind, values, unknown: unknown)
    }

    private static let null = Array("null".utf8)
    private static let known = Set(
        EntityKind.allCases.flatMap(keys) + ["panel", "transcript"])

    /// Keys in the order of `api.md 5.3`-`5.5`, up to where `panel` goes in.
    static func keys(of kind: EntityKind) -> [String] {
        switch kind {
        case .gene:
            [
                "gene_data", "entity_type", "entity_name", "confidence_level", "penetrance", "mode_of_pathogenicity",
                "publications", "evidence", "phenotypes", "mode_of_inheritance", "tags",
            ]
        case .str:
            [
                "gene_data", "entity_type", "entity_name", "confidence_level", "penetrance", "publications", "evidence",
                "phenotypes", "mode_of_inheritance", "repeated_sequence", "chromosome", "grch37_coordinates",
                "grch38_coordinates", "normal_repeats", "pathogenic_repeats", "tags",
            ]
        case .region:
            [
                "gene_data", "entity_type", "entity_name", "verbose_name", "confidence_level", "penetrance",
                "mode_of_pathogenicity", "haploinsufficiency_score", "triplosensitivity_score",
                "required_overlap_percentage", "type_of_variants", "publications", "evidence", "phenotypes",
                "mode_of_inheritance", "chromosome", "grch37_coordinates", "grch38_coordinates", "tags",
            ]
        }
    }

    private static func document(
        _ kind: EntityKind, _ values: [String: ArraySlice<UInt8>], unknown: [String]
    ) -> EntityDocument {
        var json = JSONWriter(capacity: values.values.reduce(400) { $0 + $1.count })
        json.beginObject()
        for key in keys(of: kind) {
            json.key(key)
            if let value = values[key] {
                json.raw(value)
            } else if key == "evidence" || key == "tags" {
                json.raw("[]".utf8)
            } else {
                json.null()
            }
        }
        let panelOffset = json.bytes.count
        if kind == .gene {
            json.key("transcript")
            json.raw(values["transcript"] ?? null[...])
        }
        for key in unknown {
            json.key(key)
            json.raw(values[key] ?? null[...])
        }
        json.endObject()
        return EntityDocument(bytes: json.bytes, panelOffset: panelOffset)
    }

    /// A string in every known document; a number is understood too.
    private static func level(_ value: ArraySlice<UInt8>?, in bytes: [UInt8]) throws(JSONError) -> ConfidenceLevel? {
        guard let value, !value.elementsEqual(null) else { return nil }
        let text = String(
            decoding: value.first == UInt8(ascii: "\"") ? value.dropFirst().dropLast() : value, as: UTF8.self)
        if text.isEmpty { return nil }
        guard let number = Int(text) else {
            throw JSONError("confidence_level is not a number: \(text)", at: value.startIndex)
        }
        return ConfidenceLevel(rawValue: number)
    }
}
