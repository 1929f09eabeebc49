import Domain
import Ports

/// How one entity differs between two states of a panel, in words.
struct EntityChange: Sendable {
    enum Kind: Equatable, Sendable {
        case added(Colour)
        case removed(Colour)
        case moved(from: Colour, to: Colour)
        /// Same rating, other content.
        case edited
    }

    var entity: EntityKind
    var name: String
    var kind: Kind
    /// What changed beside the rating, such as "phenotypes".
    var fields: [String]

    /// Nil when nothing that readers see is different.
    init?(_ difference: EntityDifference) throws(JSONError) {
        switch (difference.before, difference.after) {
        case (nil, nil): return nil
        case (nil, let after?):
            self.init(entity: after.kind, name: after.name, kind: .added(after.colour), fields: [])
        case (let before?, nil):
            self.init(entity: before.kind, name: before.name, kind: .removed(before.colour), fields: [])
        case (let before?, let after?):
            let fields = try Self.changedFields(before.document, after.document)
            let isMoved = before.colour != after.colour
            if !isMoved, fields.isEmpty { return nil }
            self.init(
                entity: after.kind, name: after.name,
                kind: isMoved ? .moved(from: before.colour, to: after.colour) : .edited, fields: fields)
        }
    }

    private init(entity: EntityKind, name: String, kind: Kind, fields: [String]) {
        self.entity = entity
        self.name = name
        self.kind = kind
        self.fields = fields
    }

    /// Names of the keys whose bytes differ: documents have one form, so equal values are equal bytes.
    private static func changedFields(_ a: EntityDocument, _ b: EntityDocument) throws(JSONError) -> [String] {
        let before = try members(a.bytes)
        let after = try members(b.bytes)
        var names: [String] = []
        for (key, range) in after where key != "confidence_level" {
            let old = before.first { $0.key == key }
            if let old, a.bytes[old.range].elementsEqual(b.bytes[range]) { continue }
            if old == nil, b.bytes[range].elementsEqual("null".utf8) { continue }
            names.append(words(for: key))
        }
        return names
    }

    private static func members(_ bytes: [UInt8]) throws(JSONError) -> [(key: String, range: Range<Int>)] {
        var members: [(key: String, range: Range<Int>)] = []
        var scanner = JSONScanner(bytes)
        try scanner.object { (key, scanner) throws(JSONError) in members.append((key, try scanner.skipValue())) }
        return members
    }

    private static func words(for key: String) -> String {
        switch key {
        case "gene_data": "gene record"
        case "evidence": "sources"
        case "entity_name": "name"
        case "transcript": "transcripts"
        case "grch37_coordinates": "GRCh37 position"
        case "grch38_coordinates": "GRCh38 position"
        default: key.replacing("_", with: " ")
        }
    }
}

/// Many changes in a few words: `+3 green, 2 to amber, 1 removed, 4 edited`.
struct ChangeSummary: Sendable {
    private var added = ColourCounts()
    private var moved = ColourCounts()
    private var removed = 0
    private var edited = 0

    init(_ changes: [EntityChange]) {
        for change in changes {
            switch change.kind {
            case .added(let colour): added[colour] += 1
            case .removed: removed += 1
            case .moved(_, let colour): moved[colour] += 1
            case .edited: edited += 1
            }
        }
    }

    var words: String {
        var parts: [String] = []
        for colour in Colour.allCases where added[colour] > 0 {
            parts.append("+\(Words.number(added[colour])) \(Self.word(colour))")
        }
        for colour in Colour.allCases where moved[colour] > 0 {
            parts.append("\(Words.number(moved[colour])) to \(Self.word(colour))")
        }
        if removed > 0 { parts.append("\(Words.number(removed)) removed") }
        if edited > 0 { parts.append("\(Words.number(edited)) edited") }
        return parts.isEmpty ? "no entity changed" : parts.joined(separator: ", ")
    }

    private static func word(_ colour: Colour) -> String { colour == .grey ? "no list" : colour.rawValue }
}
