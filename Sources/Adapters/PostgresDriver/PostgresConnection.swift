import CLibpq
import SQLCore

/// One connection of libpq. It is made, used and closed on one thread and never leaves it.
final class PostgresConnection {
    let handle: OpaquePointer
    /// What a cancellation on another thread needs; it outlives the connection.
    let canceller: PostgresCanceller
    /// Whether statements are prepared and kept, which not every pooler bears.
    var isPreparing: Bool
    /// What opens the transaction. It waits for the first statement and travels with it, which saves a round trip.
    private var opening: String?
    /// Whether the transaction that was to be opened is.
    private(set) var hasOpened = false
    private var statements: [String: PostgresStatement] = [:]
    private var parameters = PostgresParameters()

    /// More prepared statements than this are given up and made anew, so that texts made by program cannot fill the server.
    private static let maximumStatements = 500

    /// Connects and sets the session up. Throws ``SQLError/unavailable(reason:)``.
    init(_ configuration: PostgresConfiguration, isPreparing: Bool = true) throws(SQLError) {
        self.isPreparing = isPreparing
        let handle = try PostgresConnector.connect(configuration)
        self.handle = handle
        canceller = PostgresCanceller(of: handle)
    }

    deinit { PQfinish(handle) }

    /// Whether the connection can still be used.
    var isUsable: Bool { PQstatus(handle) == CONNECTION_OK }

    /// Whether no transaction is open.
    var isIdle: Bool { PQtransactionStatus(handle) == PQTRANS_IDLE }

    /// The next statement is the first of a transaction that `opening` opens; nil takes that back.
    func beginLazily(_ opening: String?) {
        self.opening = opening
        hasOpened = false
    }

    /// Runs a text of one or several statements without arguments.
    @discardableResult
    func run(_ sql: String) throws(SQLError) -> PostgresResult {
        try open()
        return try checked(PQexec(handle, sql), sql)
    }

    /// Runs a prepared statement and brings the whole result, in binary.
    func execute(_ sql: String, _ arguments: [SQLValue]) throws(SQLError) -> PostgresResult {
        let statement = isPreparing ? try prepared(sql) : nil
        try parameters.fill(arguments, for: statement, sql: sql)
        let count = Int32(arguments.count)
        if let statement, let opening = opening.take() {
            let opened = PostgresOpening.execute(on: self, opening, sql) {
                parameters.withPointers { values, lengths, formats in
                    PQsendQueryPrepared(handle, statement.name, count, values, lengths, formats, 1)
                }
            }
            hasOpened = isUsable
            return try opened.get()
        }
        try open()
        let result = parameters.withPointers { values, lengths, formats in
            if let statement {
                PQexecPrepared(handle, statement.name, count, values, lengths, formats, 1)
            } else {
                PQexecParams(handle, sql, count, nil, values, lengths, formats, 1)
            }
        }
        return try checked(result, sql)
    }

    /// Runs a prepared statement and gives its rows one by one as they arrive. All are taken off the connection, even when
    /// `each` throws.
    func stream(_ sql: String, _ arguments: [SQLValue], _ each: (PostgresResult) throws -> Void) throws {
        let statement = isPreparing ? try prepared(sql) : nil
        try parameters.fill(arguments, for: statement, sql: sql)
        let count = Int32(arguments.count)
        try open()
        let sent = parameters.withPointers { values, lengths, formats in
            if let statement {
                PQsendQueryPrepared(handle, statement.name, count, values, lengths, formats, 1)
            } else {
                PQsendQueryParams(handle, sql, count, nil, values, lengths, formats, 1)
            }
        }
        guard sent == 1, PQsetSingleRowMode(handle) == 1 else { throw lost() }
        var failure: (any Error)?
        while let raw = PQgetResult(handle) {
            do {
                let result = try checked(raw, sql)
                if failure == nil, result.rowCount > 0 { try each(result) }
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    /// Opens the transaction where it cannot wait any longer.
    private func open() throws(SQLError) {
        guard let opening = opening.take() else { return }
        _ = try checked(PQexec(handle, opening), opening)
        hasOpened = true
    }

    /// The types of a query's columns.
    func columnTypes(_ sql: String) throws(SQLError) -> [Oid] {
        isPreparing ? try prepared(sql).columnTypes : try run("\(sql) LIMIT 0").columnTypes
    }

    private func prepared(_ sql: String) throws(SQLError) -> PostgresStatement {
        if let statement = statements[sql] { return statement }
        if statements.count >= Self.maximumStatements {
            try run("DEALLOCATE ALL")
            statements.removeAll()
        }
        let name = PostgresStatement.name(of: sql)
        _ = try checked(PQprepare(handle, name, sql, 0, nil), sql)
        let description = try checked(PQdescribePrepared(handle, name), sql)
        let statement = PostgresStatement(
            name: name, parameterTypes: description.parameterTypes, columnTypes: description.columnTypes)
        statements[sql] = statement
        return statement
    }

    /// Takes over what libpq answered, or throws what it means.
    func checked(_ raw: OpaquePointer?, _ sql: String) throws(SQLError) -> PostgresResult {
        guard let raw else { throw lost() }
        let result = PostgresResult(raw)
        switch PQresultStatus(raw) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE, PGRES_COPY_IN, PGRES_EMPTY_QUERY: return result
        case PGRES_COPY_OUT, PGRES_COPY_BOTH: throw SQLError.misuse("COPY to the program: \(sql)")
        default: throw PostgresErrors.error(of: raw, on: handle, sql: sql)
        }
    }

    /// The connection broke before the server answered.
    func lost() -> SQLError { PostgresErrors.lost(handle) }
}

/// A statement that a connection has prepared.
struct PostgresStatement {
    let name: String
    /// The types that the server found for the placeholders.
    let parameterTypes: [Oid]
    let columnTypes: [Oid]

    /// The name for a text, made of the text itself (FNV-1a, 64 bits): behind a pooler that hands servers round, a name that
    /// another connection gave must not mean another statement.
    static func name(of sql: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in sql.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return "p\(String(hash, radix: 16))_\(sql.utf8.count)"
    }
}
