import CLibpq

/// An answer of libpq, cleared when nobody holds it.
///
/// libpq promises that results are "normally read-only after creation, and so can be passed around freely between threads"
/// (its chapter on threads). The compiler cannot know this, so the pointer is kept as a number.
final class PostgresResult: Sendable {
    private let address: UInt

    var raw: OpaquePointer? { OpaquePointer(bitPattern: address) }

    init(_ raw: OpaquePointer) { address = UInt(bitPattern: raw) }
    deinit { PQclear(raw) }

    var rowCount: Int { Int(PQntuples(raw)) }

    /// How many rows an INSERT, UPDATE, DELETE, MERGE or COPY changed; 0 for every other statement.
    var changedRows: Int {
        guard let tag = PQcmdStatus(raw), tag[0] != CChar(UInt8(ascii: "S")) else { return 0 }
        return PQcmdTuples(raw).flatMap { Int(String(cString: $0)) } ?? 0
    }

    /// What the server did, such as `COMMIT`.
    var tag: String { PQcmdStatus(raw).map { String(cString: $0) } ?? "" }

    /// The types of a described statement's placeholders.
    var parameterTypes: [Oid] { (0..<PQnparams(raw)).map { PQparamtype(raw, $0) } }

    /// The types of the columns.
    var columnTypes: [Oid] { (0..<PQnfields(raw)).map { PQftype(raw, $0) } }
}
