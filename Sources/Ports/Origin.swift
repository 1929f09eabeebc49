/// What set the present work off. It travels with the task, and through the table of jobs from one process to another, so that
/// the log lines of all that follows from one request can be found together (`operations.md` 11.4).
public struct Origin: Hashable, Sendable {
    /// Id of the request.
    public var requestID: String
    /// The trace it is part of, as a `traceparent` header has it; nil where none is recorded.
    public var trace: String?

    public init(requestID: String, trace: String? = nil) {
        self.requestID = requestID
        self.trace = trace
    }

    /// That of the present task; nil where nobody outside has asked for anything.
    @TaskLocal public static var current: Origin?
}
