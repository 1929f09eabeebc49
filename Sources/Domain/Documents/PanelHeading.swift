/// The part of a panel document that is not entities: whose it is, and its header.
public struct PanelHeading: Hashable, Sendable {
    public var id: PanelID
    public var oldCode: String?
    /// Types have no number in documents and get 0; the fields that no document holds (OMIM and the like) are empty.
    public var header: PanelHeader
    /// Whether the document tells the children; older ones do not have the key.
    public var tellsChildren: Bool

    /// Reads a panel object of any age and key order, entity lists and unknown keys passed over. Throws when it is not JSON,
    /// a value has the wrong type, or `id`, `name`, `version` or `version_created` is missing.
    public init(_ panel: JSONText) throws(JSONError) {
        var parts = Parts()
        var scanner = JSONScanner(panel.bytes)
        try scanner.object { (key, scanner) throws(JSONError) in try parts.take(key, &scanner) }
        try self.init(parts, at: 0)
    }

    init(_ parts: Parts, at offset: Int) throws(JSONError) {
        guard let id = parts.id else { throw JSONError("the panel's id is missing", at: offset) }
        guard let name = parts.name else { throw JSONError("the panel's name is missing", at: offset) }
        guard let version = parts.version else { throw JSONError("the panel's version is missing", at: offset) }
        guard let created = parts.created else {
            throw JSONError("the panel's version_created is missing", at: offset)
        }
        self.id = PanelID(id)
        oldCode = parts.oldCode
        tellsChildren = parts.children != nil
        header = PanelHeader(
            name: name, diseaseGroup: parts.group ?? "", diseaseSubGroup: parts.subGroup ?? "",
            description: parts.description ?? "", status: parts.status ?? .internal, version: version,
            versionCreated: created, relevantDisorders: parts.disorders, types: parts.types,
            children: (parts.children ?? []).map { PanelID($0) }, counts: parts.counts)
    }

    /// The keys of a panel object while they are being read.
    struct Parts {
        var id: Int?
        var oldCode: String?
        var name: String?
        var group: String?
        var subGroup: String?
        var description: String?
        var status: PanelStatus?
        var version: Version?
        var created: Instant?
        var disorders: [String]?
        var types: [PanelType] = []
        var children: [Int]?
        var counts = EntityCounts()

        /// Reads or passes over the value of `key`.
        mutating func take(_ key: String, _ scanner: inout JSONScanner) throws(JSONError) {
            let start = scanner.at
            switch key {
            case "id": id = try scanner.int()
            case "hash_id": oldCode = try scanner.optionalString()
            case "name": name = try scanner.string()
            case "disease_group": group = try scanner.optionalString()
            case "disease_sub_group": subGroup = try scanner.optionalString()
            case "description": description = try scanner.optionalString()
            case "status":
                let text = try scanner.string()
                guard let known = PanelStatus(rawValue: text) else {
                    throw JSONError("unknown panel status \(text)", at: start)
                }
                status = known
            case "version":
                let text = try scanner.string()
                guard let read = Version(text) else { throw JSONError("\(text) is no version", at: start) }
                version = read
            case "version_created":
                let text = try scanner.string()
                guard let read = Instant(iso: text) else { throw JSONError("\(text) is no date and time", at: start) }
                created = read
            case "relevant_disorders": disorders = try scanner.optionalStrings()
            case "types": try takeTypes(&scanner)
            case "child_panel_ids": children = try Self.numbers(&scanner)
            case "stats":
                if scanner.null() { return }
                counts = try EntityCounts(reading: &scanner)
            default: try scanner.skipValue()
            }
        }

        private mutating func takeTypes(_ scanner: inout JSONScanner) throws(JSONError) {
            if scanner.null() { return }
            var types: [PanelType] = []
            try scanner.array { (scanner) throws(JSONError) in
                var type = PanelType(id: 0, name: "", slug: "", description: "")
                try scanner.object { (key, scanner) throws(JSONError) in
                    switch key {
                    case "name": type.name = try scanner.string()
                    case "slug": type.slug = try scanner.string()
                    case "description": type.description = try scanner.optionalString() ?? ""
                    default: try scanner.skipValue()
                    }
                }
                types.append(type)
            }
            self.types = types
        }

        private static func numbers(_ scanner: inout JSONScanner) throws(JSONError) -> [Int]? {
            if scanner.null() { return nil }
            var numbers: [Int] = []
            try scanner.array { (scanner) throws(JSONError) in numbers.append(try scanner.int()) }
            return numbers
        }
    }
}
