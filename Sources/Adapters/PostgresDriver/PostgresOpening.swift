import CLibpq
import SQLCore

/// The first statement of a transaction together with its `BEGIN`, in one round trip.
enum PostgresOpening {
    /// Runs `opening` and the statement that `send` sends, and answers the statement's result.
    static func execute(
        on connection: PostgresConnection, _ opening: String, _ sql: String, _ send: () -> Int32
    ) -> Result<PostgresResult, SQLError> {
        let handle = connection.handle
        guard PQenterPipelineMode(handle) == 1, PQsendQueryParams(handle, opening, 0, nil, nil, nil, nil, 1) == 1,
            send() == 1, PQpipelineSync(handle) == 1
        else { return .failure(connection.lost()) }
        var answer: PostgresResult?
        var failure: SQLError?
        var ends = 0
        // Each of the two ends with a null; the synchronization point follows, unless the connection breaks.
        while ends <= 2 {
            guard let raw = PQgetResult(handle) else {
                ends += 1
                continue
            }
            switch PQresultStatus(raw) {
            case PGRES_PIPELINE_SYNC:
                PQclear(raw)
                ends = .max
            case PGRES_PIPELINE_ABORTED: PQclear(raw)
            default:
                do throws(SQLError) { answer = try connection.checked(raw, sql) } catch { failure = failure ?? error }
            }
        }
        let hasLeft = PQexitPipelineMode(handle) == 1
        if let failure { return .failure(failure) }
        guard hasLeft, let answer else { return .failure(connection.lost()) }
        return .success(answer)
    }
}
