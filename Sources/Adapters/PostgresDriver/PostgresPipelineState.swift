import CLibpq
import SQLCore

/// What a shared connection has under way. Used under the pipeline's lock only.
struct PostgresPipelineState {
    typealias Continuation = CheckedContinuation<PostgresResult?, any Error>

    /// A continuation and what it is to be given.
    struct Answer: Sendable {
        let continuation: Continuation
        let result: Result<PostgresResult?, SQLError>

        func deliver() {
            switch result {
            case .success(let result): continuation.resume(returning: result)
            case .failure(let error): continuation.resume(throwing: error)
            }
        }
    }

    private struct Request {
        let id: Int
        let sql: String
        /// Nil when the task has given up.
        var continuation: Continuation?
        /// Whether the next answer is that of the preparation.
        var isPreparing: Bool
        var result: Result<PostgresResult?, SQLError>?
    }

    private let connection: PostgresConnection
    private var pending: [Request] = []
    private var names: [String: String] = [:]
    private var preparedCount = 0
    private var parameters = PostgresParameters()
    private var failure: SQLError?
    /// When the connection takes no more statements.
    var expiry: ContinuousClock.Instant
    /// Whether libpq still holds bytes that the socket did not take.
    private(set) var needsFlush = false

    /// A connection that has prepared more statements than this is given up for a new one.
    private static let maximumStatements = 500

    init(_ connection: PostgresConnection, until expiry: ContinuousClock.Instant) {
        self.connection = connection
        self.expiry = expiry
    }

    var depth: Int { pending.count }
    var isBroken: Bool { failure != nil }
    var isEnding: Bool { failure != nil || ContinuousClock.now >= expiry || preparedCount > Self.maximumStatements }

    /// Sends a statement, with its preparation the first time, as a transaction of its own. The continuation gets nil when
    /// the statement did not get away.
    mutating func send(_ sql: String, _ arguments: [SQLValue], _ id: Int, _ continuation: Continuation) {
        do { try parameters.fill(arguments, for: nil, sql: sql) } catch {
            return continuation.resume(throwing: error)
        }
        let known = names[sql]
        let name = known ?? PostgresStatement.name(of: sql)
        let handle = connection.handle
        if known == nil {
            guard PQsendPrepare(handle, name, sql, 0, nil) == 1 else { return fail(continuation) }
            names[sql] = name
            preparedCount += 1
        }
        let sent = parameters.withPointers { values, lengths, formats in
            PQsendQueryPrepared(handle, name, Int32(arguments.count), values, lengths, formats, 1)
        }
        guard sent == 1, PQpipelineSync(handle) == 1 else { return fail(continuation) }
        pending.append(Request(id: id, sql: sql, continuation: continuation, isPreparing: known == nil))
        flush()
    }

    /// Takes a task's continuation away; its answer will be dropped.
    mutating func abandon(_ id: Int) -> Continuation? {
        guard let index = pending.firstIndex(where: { $0.id == id }) else { return nil }
        return pending[index].continuation.take()
    }

    /// Takes off what has arrived.
    mutating func receive() -> [Answer] {
        guard PQconsumeInput(connection.handle) == 1 else {
            failure = connection.lost()
            return []
        }
        if needsFlush { flush() }
        var answers: [Answer] = []
        var hasSeenEnd = false
        while !pending.isEmpty, PQisBusy(connection.handle) == 0 {
            guard let raw = PQgetResult(connection.handle) else {
                // One null ends a statement's results. A second means that nothing is under way.
                if hasSeenEnd { break }
                hasSeenEnd = true
                continue
            }
            hasSeenEnd = false
            if let answer = accept(raw) { answers.append(answer) }
        }
        return answers
    }

    /// What is told to all that still wait when the connection ends.
    mutating func abandonAll() -> [Answer] {
        defer { pending = [] }
        let error = failure ?? SQLError.unavailable(reason: "the connection was closed")
        return pending.compactMap { request in
            request.continuation.map { Answer(continuation: $0, result: .failure(error)) }
        }
    }

    /// One result of the oldest request. Its synchronization point completes it.
    private mutating func accept(_ raw: OpaquePointer) -> Answer? {
        switch PQresultStatus(raw) {
        case PGRES_PIPELINE_SYNC:
            PQclear(raw)
            let request = pending.removeFirst()
            guard let continuation = request.continuation else { return nil }
            let missing = SQLError.unavailable(reason: "the server gave no answer")
            return Answer(continuation: continuation, result: request.result ?? .failure(missing))
        case PGRES_PIPELINE_ABORTED: PQclear(raw)
        case PGRES_COMMAND_OK where pending[0].isPreparing:
            PQclear(raw)
            pending[0].isPreparing = false
        default:
            let sql = pending[0].sql
            if pending[0].isPreparing { names[sql] = nil }
            do throws(SQLError) { pending[0].result = .success(try connection.checked(raw, sql)) } catch {
                // The preparation by an earlier request failed, or a pooler has changed the server: not done here.
                pending[0].result = error.lacksStatement ? .success(nil) : .failure(error)
                if error.losesConnection { failure = error }
            }
        }
        return nil
    }

    private mutating func flush() {
        let code = PQflush(connection.handle)
        needsFlush = code == 1
        if code < 0 { failure = connection.lost() }
    }

    private mutating func fail(_ continuation: Continuation) {
        failure = connection.lost()
        continuation.resume(returning: nil)
    }
}
