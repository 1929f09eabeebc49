import Domain
import Ports
import Web

/// Filters of the entity lists for the current version (`api.md 7.7`, left column).
struct LiveFilter: Sendable {
    let names: Set<String>?
    let level: Int?
    /// Any of them.
    let tags: Set<String>?

    /// Throws 400 for a level that is none.
    init(_ query: QueryString, names: Set<String>?) throws(HTTPProblem) {
        self.names = names
        tags = query.list("tags")
        guard let text = query.nonEmpty("confidence_level") else {
            level = nil
            return
        }
        guard let value = Int(text), (0...3).contains(value), text.utf8.count == 1 else {
            throw .invalid(
                "confidence_level", "Select a valid choice. \(text) is not one of the available choices.")
        }
        level = value
    }

    func admits(_ row: EntityRow) throws(JSONError) -> Bool {
        if let names, !names.contains(row.name) { return false }
        if let level {
            guard let value = row.confidence?.rawValue, level == 3 ? value >= 3 : value == level else { return false }
        }
        guard let tags else { return true }
        return try EntityFields(row.document.bytes).tags.contains { tags.contains($0) }
    }
}

/// Filters of the entity lists for an old version (`api.md 7.7`, right column; 8.3).
struct FrozenFilter: Sendable {
    let names: Set<String>?
    let level: String?
    /// All of them.
    let tags: Set<String>?

    init(_ query: QueryString, names: Set<String>?) {
        self.names = names
        level = query.nonEmpty("confidence_level")
        tags = query.list("tags")
    }

    func admits(_ fields: EntityFields) -> Bool {
        if let names, !names.contains(fields.name) { return false }
        if let level {
            // 3 means 3 and higher, as for the current version; anything else is compared as text.
            let isHigh = level == "3" && (Int(fields.level ?? "") ?? 0) >= 3
            guard isHigh || fields.level == level else { return false }
        }
        guard let tags else { return true }
        return tags.isSubset(of: fields.tags)
    }
}

/// The few fields of an entity document that filters look at.
struct EntityFields: Sendable {
    var name = ""
    var level: String?
    var tags: [String] = []

    init(_ scanner: inout JSONScanner) throws(JSONError) {
        var fields = (name: "", level: String?.none, tags: [String]())
        try scanner.object { (key, scanner) throws(JSONError) in
            switch key {
            case "entity_name": fields.name = try scanner.string()
            case "confidence_level": fields.level = try scanner.optionalString()
            case "tags": fields.tags = try scanner.optionalStrings() ?? []
            default: try scanner.skipValue()
            }
        }
        (name, level, tags) = fields
    }

    init(_ document: [UInt8]) throws(JSONError) {
        var scanner = JSONScanner(document)
        try self.init(&scanner)
    }
}

/// The entities of a stored document, in its own order.
enum FrozenEntities {
    /// Where the admitted entities of one kind stand in the document.
    static func rows(
        of kind: EntityKind, in document: [UInt8], _ filter: FrozenFilter
    ) throws(JSONError) -> [Range<Int>] {
        var rows: [Range<Int>] = []
        var scanner = JSONScanner(document)
        try scanner.object { (key, scanner) throws(JSONError) in
            guard key == kind.plural, !scanner.null() else {
                if key != kind.plural { try scanner.skipValue() }
                return
            }
            try scanner.array { (scanner) throws(JSONError) in
                let start = scanner.at
                let fields = try EntityFields(&scanner)
                if filter.admits(fields) { rows.append(start..<scanner.at) }
            }
        }
        return rows
    }
}
