import Domain
import SQLCore

/// Lists in text columns, as JSON.
enum JSONColumn {
    static func strings(_ values: [String]) -> SQLValue {
        var json = JSONWriter(capacity: 16 + values.reduce(0) { $0 + $1.utf8.count + 3 })
        json.strings(values)
        return .utf8(json.bytes)
    }

    static func strings(_ values: [String]?) -> SQLValue { values.map(strings) ?? .null }

    static func ints(_ values: [Int]) -> SQLValue {
        var json = JSONWriter(capacity: 2 + values.count * 6)
        json.ints(values)
        return .utf8(json.bytes)
    }

    static func types(_ types: [PanelType]) -> SQLValue {
        var json = JSONWriter(capacity: 2 + types.count * 120)
        json.beginArray()
        for type in types {
            json.beginObject()
            json.key("id")
            json.int(type.id)
            json.key("name")
            json.string(type.name)
            json.key("slug")
            json.string(type.slug)
            json.key("description")
            json.string(type.description)
            json.endObject()
        }
        json.endArray()
        return .utf8(json.bytes)
    }
}

extension SQLRow {
    func strings(_ column: Int) throws -> [String] {
        var scanner = JSONScanner(try bytes(column))
        return try scanner.strings()
    }

    func optionalStrings(_ column: Int) throws -> [String]? { isNull(column) ? nil : try strings(column) }

    func ints(_ column: Int) throws -> [Int] {
        var scanner = JSONScanner(try bytes(column))
        var values: [Int] = []
        try scanner.array { (scanner) throws(JSONError) in values.append(try scanner.int()) }
        return values
    }

    func types(_ column: Int) throws -> [PanelType] {
        var scanner = JSONScanner(try bytes(column))
        var types: [PanelType] = []
        try scanner.array { (scanner) throws(JSONError) in
            var type = PanelType(id: 0, name: "", slug: "", description: "")
            try scanner.object { (key, scanner) throws(JSONError) in
                switch key {
                case "id": type.id = try scanner.int()
                case "name": type.name = try scanner.string()
                case "slug": type.slug = try scanner.string()
                case "description": type.description = try scanner.string()
                default: try scanner.skipValue()
                }
            }
            types.append(type)
        }
        return types
    }

    func json(_ column: Int) throws -> JSONText { JSONText(unchecked: try bytes(column)) }

    func instant(_ column: Int) throws -> Instant { Instant(microseconds: Int64(try int(column))) }

    func optionalInstant(_ column: Int) throws -> Instant? { isNull(column) ? nil : try instant(column) }

    func optionalDate(_ column: Int) throws -> CivilDate? {
        guard let text = try optionalText(column) else { return nil }
        guard let date = CivilDate(text) else { throw unexpected(column, "a date", text) }
        return date
    }

    func kind(_ column: Int) throws -> EntityKind {
        try withBytes(column) { bytes in
            switch bytes.first {
            case UInt8(ascii: "g"): .gene
            case UInt8(ascii: "s"): .str
            case UInt8(ascii: "r"): .region
            default: throw unexpected(column, "a kind of entity", String(decoding: bytes, as: UTF8.self))
            }
        }
    }

    func status(_ column: Int) throws -> PanelStatus {
        let text = try text(column)
        guard let status = PanelStatus(rawValue: text) else { throw unexpected(column, "a panel status", text) }
        return status
    }

    func optionalRole(_ column: Int) throws -> Role? {
        guard let text = try optionalText(column) else { return nil }
        guard let role = Role(rawValue: text) else { throw unexpected(column, "a role", text) }
        return role
    }

    func optionalPerson(_ column: Int) throws -> PersonID? { try optionalInt(column).map { PersonID($0) } }

    private func unexpected(_ column: Int, _ expected: String, _ found: String) -> SQLError {
        .decoding(column: name(column), expected: expected, found: found)
    }
}

extension SQLValue {
    static func instant(_ value: Instant) -> SQLValue { .int(Int(value.microseconds)) }
    static func instant(_ value: Instant?) -> SQLValue { value.map { .instant($0) } ?? .null }
    static func date(_ value: CivilDate?) -> SQLValue { value.map { .text($0.description) } ?? .null }
    static func json(_ value: JSONText) -> SQLValue { .utf8(value.bytes) }
    static func id(_ value: PanelID) -> SQLValue { .int(value.rawValue) }
    static func id(_ value: EntityID) -> SQLValue { .int(value.rawValue) }
    static func id(_ value: PersonID?) -> SQLValue { SQLValue(value?.rawValue) }
    static func revision(_ value: Revision) -> SQLValue { .int(value.rawValue) }
    static func kind(_ value: EntityKind) -> SQLValue { .text(value.rawValue) }
}
