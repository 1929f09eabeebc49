import Ports
import SQLCore

/// Everything that the core keeps, in one relational database: each port is an extension in the folder of its subject.
///
/// One set of SQL serves SQLite and PostgreSQL. A caller sees domain values and the ports' typed failures, never SQL.
public struct SQLRepository: Sendable {
    let database: any SQLDatabase

    public init(_ database: any SQLDatabase) { self.database = database }

    /// Runs `body` on one consistent moment.
    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T {
        do { return try await database.read(body) } catch { throw Failures.typed(error) }
    }

    /// Runs `body` as one transaction. It runs on a thread of the driver, where it finds the origin of this task all the same.
    func write<T: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> T) async throws -> T {
        let origin = Origin.current
        do {
            return try await database.write { session in try Origin.$current.withValue(origin) { try body(session) } }
        } catch {
            throw Failures.typed(error)
        }
    }

    /// Runs one statement: the cheapest read there is.
    func rows<T: Sendable>(
        _ sql: String, _ arguments: [SQLValue] = [], _ decode: @escaping @Sendable (SQLRow) throws -> T
    ) async throws -> [T] {
        do { return try await database.readRows(sql, arguments, decode) } catch { throw Failures.typed(error) }
    }

    /// The only row of one statement.
    func row<T: Sendable>(
        _ sql: String, _ arguments: [SQLValue] = [], _ decode: @escaping @Sendable (SQLRow) throws -> T
    ) async throws -> T? {
        try await rows(sql, arguments, decode).first
    }
}

/// The ports' view of what databases refuse or fail to do.
enum Failures {
    static func typed(_ error: any Error) -> any Error {
        guard let error = error as? SQLError else { return error }
        return failure(error)
    }

    private static func failure(_ error: SQLError) -> RepoFailure {
        switch error {
        case .unavailable(let reason): .unavailable(reason)
        case .closed: .unavailable("the database is closed")
        case .poolExhausted: .exhausted
        case .readOnly: .readOnly
        case .busy, .timeout, .serialization: .busy
        case .undefinedObject: .schemaMissing
        case .uniqueViolation, .foreignKeyViolation, .checkViolation, .notNullViolation: .refused(error.description)
        case .decoding, .noRow, .invalidArgument, .misuse: .defect(error.description)
        // The statement stays here: messages go to people and logs that SQL is no business of.
        case .statement(let code, let message, _): .defect("\(code): \(message)")
        }
    }
}
