import CLibpq
import SQLCore

/// `COPY ... FROM STDIN` in binary form.
struct PostgresCopy {
    private let columns: [String]
    private let types: [PostgresType]
    private var buffer: [UInt8] = []

    /// Rows are sent to libpq in pieces of about this size: 128 KiB.
    private static let pieceSize = 131_072
    /// PostgreSQL's own limit for one value: 1 GiB.
    private static let maximumField = 1_073_741_823
    private static let signature = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00] + [UInt8](repeating: 0, count: 8)

    /// Copies all rows and answers how many. `beforeRow` runs before each one is asked for.
    static func run(
        on connection: PostgresConnection, table: String, columns: [String], rows: some Sequence<[SQLValue]>,
        beforeRow: () throws -> Void
    ) throws -> Int {
        let names = columns.map(SQLText.quoted).joined(separator: ", ")
        let target = SQLText.quoted(table)
        var copy = try PostgresCopy(
            columns: columns, types: connection.columnTypes("SELECT \(names) FROM \(target)"))
        let sql = "COPY \(target) (\(names)) FROM STDIN (FORMAT binary)"
        try connection.run(sql)
        do {
            copy.buffer.append(contentsOf: signature)
            for row in rows {
                try beforeRow()
                try copy.append(row, table: table)
                if copy.buffer.count >= pieceSize { try copy.send(on: connection) }
            }
            copy.buffer.append(contentsOf: [0xFF, 0xFF])
            try copy.send(on: connection)
        } catch {
            // The server must leave the copying before anything else can be said; what it answers is our own reason.
            _ = PQputCopyEnd(connection.handle, "stopped by the program")
            while let answer = PQgetResult(connection.handle) { PQclear(answer) }
            throw error
        }
        guard PQputCopyEnd(connection.handle, nil) == 1 else { throw connection.lost() }
        var changed = 0
        var failure: SQLError?
        while let raw = PQgetResult(connection.handle) {
            do { changed = try connection.checked(raw, sql).changedRows } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
        return changed
    }

    private init(columns: [String], types: [Oid]) throws {
        self.columns = columns
        self.types = try zip(columns, types).map { column, type in
            guard let known = PostgresType(rawValue: type) else {
                throw SQLError.invalidArgument("column \(column) has a type that cannot be copied to, number \(type)")
            }
            return known
        }
    }

    private mutating func send(on connection: PostgresConnection) throws {
        let sent = buffer.withUnsafeBytes { bytes in
            PQputCopyData(
                connection.handle, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
        }
        guard sent == 1 else { throw connection.lost() }
        buffer.removeAll(keepingCapacity: buffer.capacity <= 4 * Self.pieceSize)
    }

    private mutating func append(_ row: [SQLValue], table: String) throws {
        guard row.count == columns.count else {
            throw SQLError.invalidArgument("\(row.count) values for \(columns.count) columns of \(table)")
        }
        append(bigEndian: Int16(row.count))
        for (index, value) in row.enumerated() { try append(value, index) }
    }

    private mutating func append(_ value: SQLValue, _ index: Int) throws {
        switch (value, types[index]) {
        case (.null, _): append(bigEndian: Int32(-1))
        case (.int(let value), .int8): append(sized: Int64(value))
        case (.int(let value), .int4): append(sized: try narrow(value, index) as Int32)
        case (.int(let value), .int2): append(sized: try narrow(value, index) as Int16)
        case (.int(let value), .bool): append(sized: UInt8(value == 0 ? 0 : 1))
        case (.int(let value), .float8): append(sized: Double(value).bitPattern)
        case (.real(let value), .float8): append(sized: value.bitPattern)
        case (.text(let text), .text), (.text(let text), .varchar), (.text(let text), .json):
            try append(text: text.utf8, index)
        case (.utf8(let bytes), .text), (.utf8(let bytes), .varchar), (.utf8(let bytes), .json):
            try append(text: bytes, index)
        case (.text(let text), .jsonb): try append(text: [1] + text.utf8, index)
        case (.utf8(let bytes), .jsonb): try append(text: [1] + bytes, index)
        case (.bytes(let bytes), .bytea), (.utf8(let bytes), .bytea): try append(sized: bytes, index)
        case (.text(let text), .bytea): try append(sized: text.utf8, index)
        default:
            throw SQLError.invalidArgument(
                "a value of the wrong kind for column \(columns[index]) of type \(types[index])")
        }
    }

    private func narrow<T: FixedWidthInteger>(_ value: Int, _ index: Int) throws -> T {
        guard let value = T(exactly: value) else {
            throw SQLError.invalidArgument("a number too large for column \(columns[index])")
        }
        return value
    }

    private mutating func append(text: some Collection<UInt8>, _ index: Int) throws {
        let start = buffer.count
        try append(sized: text, index)
        let hasZero = buffer.withUnsafeBytes {
            SQLText.containsZero(UnsafeRawBufferPointer(rebasing: $0[(start + 4)...]))
        }
        guard !hasZero else {
            throw SQLError.invalidArgument("text with the character U+0000 for column \(columns[index])")
        }
    }

    private mutating func append(sized bytes: some Collection<UInt8>, _ index: Int) throws {
        guard bytes.count <= Self.maximumField else {
            throw SQLError.invalidArgument("a value too large for column \(columns[index])")
        }
        append(bigEndian: Int32(bytes.count))
        buffer.append(contentsOf: bytes)
    }

    private mutating func append<T: FixedWidthInteger>(sized value: T) {
        append(bigEndian: Int32(MemoryLayout<T>.size))
        append(bigEndian: value)
    }

    private mutating func append<T: FixedWidthInteger>(bigEndian value: T) {
        withUnsafeBytes(of: value.bigEndian) { buffer.append(contentsOf: $0) }
    }
}
