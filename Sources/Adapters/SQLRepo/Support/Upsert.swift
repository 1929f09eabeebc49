import Ports
import SQLCore

/// Adds rows that are new, overwrites those that differ, and leaves equal ones alone, so that a repeated load writes
/// nothing.
struct Upsert {
    let table: String
    /// Key columns first.
    let columns: [String]
    /// How many of the columns make the key: 1, or more for a small table that is compared as a whole.
    var keyColumns = 1
    /// With several key columns: the part of the table to which all rows belong, where it is large.
    var scope: Scope?

    struct Scope {
        var condition: String
        var arguments: [SQLValue]
    }

    func run(_ rows: [[SQLValue]], on session: any SQLSession) throws -> UpsertCounts {
        if rows.isEmpty { return UpsertCounts() }
        // The last of several rows with one key wins, as it would if each were stored for itself.
        var positions: [Key: Int] = [:]
        for (index, row) in rows.enumerated() { positions[key(row)] = index }
        var changed: [Int] = []
        var counts = UpsertCounts()
        try session.query(selection(on: session), arguments(positions)) { stored in
            guard let index = positions.removeValue(forKey: try key(stored, like: rows)) else { return }
            if try rows[index].indices.allSatisfy({ try Self.isEqual(stored, $0, rows[index][$0]) }) {
                counts.unchanged += 1
            } else {
                changed.append(index)
            }
        }
        for index in changed.sorted() { try session.execute(update, rows[index]) }
        let fresh = positions.values.sorted()
        try session.copy(into: table, columns: columns, rows: fresh.lazy.map { rows[$0] })
        counts.changed = changed.count
        counts.inserted = fresh.count
        return counts
    }

    private typealias Key = [SQLKey]

    private func key(_ row: [SQLValue]) -> Key { row[..<keyColumns].map(SQLKey.init) }

    private func key(_ stored: SQLRow, like rows: [[SQLValue]]) throws -> Key {
        try (0..<keyColumns).map { column in
            if case .int = rows[0][column] { return .int(try stored.int(column)) }
            return .text(try stored.text(column))
        }
    }

    private func selection(on session: any SQLSession) -> String {
        let all = "SELECT \(columns.joined(separator: ", ")) FROM \(table)"
        guard keyColumns > 1 else { return "\(all) WHERE \(columns[0]) \(session.dialect.isAny("$1"))" }
        return scope.map { "\(all) WHERE \($0.condition)" } ?? all
    }

    private func arguments(_ keys: [Key: Int]) -> [SQLValue] {
        guard keyColumns == 1 else { return scope?.arguments ?? [] }
        var numbers: [Int] = []
        var texts: [String] = []
        for case let key? in keys.keys.lazy.map(\.first) {
            switch key {
            case .int(let number): numbers.append(number)
            case .text(let text): texts.append(text)
            }
        }
        return [texts.isEmpty ? .integers(numbers) : .texts(texts)]
    }

    private var update: String {
        let assignments = columns.indices.dropFirst(keyColumns).map { "\(columns[$0]) = $\($0 + 1)" }
        let conditions = columns.indices.prefix(keyColumns).map { "\(columns[$0]) = $\($0 + 1)" }
        return
            "UPDATE \(table) SET \(assignments.joined(separator: ", ")) WHERE \(conditions.joined(separator: " AND "))"
    }

    private static func isEqual(_ row: SQLRow, _ column: Int, _ value: SQLValue) throws -> Bool {
        if case .null = value { return row.isNull(column) }
        if row.isNull(column) { return false }
        switch value {
        case .int(let number): return try row.int(column) == number
        case .text(let text): return try row.withBytes(column) { $0.elementsEqual(text.utf8) }
        case .utf8(let bytes), .bytes(let bytes): return try row.withBytes(column) { $0.elementsEqual(bytes) }
        default: return false
        }
    }
}

/// A key column's value.
private enum SQLKey: Hashable {
    case int(Int)
    case text(String)

    init(_ value: SQLValue) {
        switch value {
        case .int(let number): self = .int(number)
        case .utf8(let bytes): self = .text(String(decoding: bytes, as: UTF8.self))
        case .text(let text): self = .text(text)
        default: self = .text("\(value)")
        }
    }
}
