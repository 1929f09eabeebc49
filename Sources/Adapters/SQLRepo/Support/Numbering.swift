import SQLCore

extension SQLSession {
    /// Takes the next numbers of a table whose key the database numbers, for rows that are added in bulk.
    func takeIDs(_ count: Int, of table: String) throws -> [Int] {
        guard count > 0 else { return [] }
        if dialect == .postgres {
            return try rows("SELECT nextval('\(table)_id_seq') FROM generate_series(1, $1::bigint)", [.int(count)]) {
                try $0.int(0)
            }
        }
        let last = try lastSQLiteID(of: table)
        try setSQLiteID(last + count, of: table)
        return Array((last + 1)...(last + count))
    }

    /// Makes the numbers that a table gives out continue above `id`, before rows come with numbers of their own.
    func reserveIDs(upTo id: Int, of table: String) throws {
        guard id > 0 else { return }
        guard dialect == .postgres else {
            if id > (try lastSQLiteID(of: table)) { try setSQLiteID(id, of: table) }
            return
        }
        try query(
            "SELECT setval('\(table)_id_seq', $1::bigint) FROM \(table)_id_seq WHERE $1::bigint >= last_value",
            [.int(id)]
        ) { _ in }
    }

    /// Gives every item without a number of its own (0 or less) the next one, and reserves those that come with one.
    func number<T>(_ items: inout [T], _ id: WritableKeyPath<T, Int>, of table: String) throws {
        var highest = 0
        var without = 0
        for item in items {
            highest = max(highest, item[keyPath: id])
            if item[keyPath: id] <= 0 { without += 1 }
        }
        try reserveIDs(upTo: highest, of: table)
        guard without > 0 else { return }
        var fresh = try takeIDs(without, of: table).makeIterator()
        for index in items.indices where items[index][keyPath: id] <= 0 {
            if let next = fresh.next() { items[index][keyPath: id] = next }
        }
    }

    private func lastSQLiteID(of table: String) throws -> Int {
        try first("SELECT seq FROM sqlite_sequence WHERE name = $1", [.text(table)]) { try $0.int(0) } ?? 0
    }

    private func setSQLiteID(_ id: Int, of table: String) throws {
        let arguments: [SQLValue] = [.int(id), .text(table)]
        if try execute("UPDATE sqlite_sequence SET seq = $1 WHERE name = $2", arguments) == 0 {
            try execute("INSERT INTO sqlite_sequence (seq, name) VALUES ($1, $2)", arguments)
        }
    }
}
