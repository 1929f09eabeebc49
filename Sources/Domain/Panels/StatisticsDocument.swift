extension PanelStatistics {
    /// The 21 keys as stored JSON (`domain.md 12.1`), reviewers as ascending ids.
    public var document: JSONText {
        var json = JSONWriter(capacity: 800)
        json.beginObject()
        for kind in EntityKind.allCases {
            let part = self[kind]
            json.key("\(kind.rawValue)_reviewers")
            json.ints(part.reviewers.map(\.rawValue).sorted())
            json.key("number_of_evaluated_\(kind.plural)")
            json.int(part.evaluated)
            json.key("number_of_\(kind.plural)")
            json.int(part.entities)
            json.key("number_of_ready_\(kind.plural)")
            json.int(part.ready)
            json.key("number_of_green_\(kind.plural)")
            json.int(part.green)
        }
        json.key("entity_reviewers")
        json.ints(reviewers.map(\.rawValue).sorted())
        json.key("number_of_reviewers")
        json.int(reviewers.count)
        json.key("number_of_evaluated_entities")
        json.int(evaluated)
        json.key("number_of_entities")
        json.int(entities)
        json.key("number_of_ready_entities")
        json.int(ready)
        json.key("number_of_green_entities")
        json.int(green)
        json.endObject()
        return JSONText(unchecked: json.bytes)
    }

    /// Reads stored statistics; keys that are missing count as 0, totals are worked out anew. Nil for `{}`, the state of
    /// a panel whose statistics were never computed.
    public init?(document: JSONText) throws(JSONError) {
        self.init()
        var scanner = JSONScanner(document.bytes)
        var isEmpty = true
        var numbers: [String: Int] = [:]
        var people: [String: Set<PersonID>] = [:]
        try scanner.object { (key, scanner) throws(JSONError) in
            isEmpty = false
            if key.hasSuffix("_reviewers"), scanner.nextByte() == UInt8(ascii: "[") {
                var ids: Set<PersonID> = []
                try scanner.array { (scanner) throws(JSONError) in ids.insert(PersonID(try scanner.int())) }
                people[key] = ids
            } else {
                numbers[key] = try scanner.optionalInt()
            }
        }
        if isEmpty { return nil }
        for kind in EntityKind.allCases {
            self[kind].reviewers = people["\(kind.rawValue)_reviewers"] ?? []
            self[kind].evaluated = numbers["number_of_evaluated_\(kind.plural)"] ?? 0
            self[kind].entities = numbers["number_of_\(kind.plural)"] ?? 0
            self[kind].ready = numbers["number_of_ready_\(kind.plural)"] ?? 0
            self[kind].green = numbers["number_of_green_\(kind.plural)"] ?? 0
        }
    }
}

extension EntityCounts {
    /// The counts among stored statistics, each only where it is stored (`api.md 5.1`).
    public init(statistics document: JSONText) throws(JSONError) {
        var scanner = JSONScanner(document.bytes)
        try self.init(reading: &scanner)
    }

    /// Reads the next object; keys that are no counts are passed over.
    init(reading scanner: inout JSONScanner) throws(JSONError) {
        var counts = EntityCounts()
        try scanner.object { (key, scanner) throws(JSONError) in
            if let kind = EntityKind.allCases.first(where: { key == "number_of_\($0.plural)" }) {
                counts[kind] = try scanner.optionalInt()
            } else {
                try scanner.skipValue()
            }
        }
        self = counts
    }
}
