import Ports

/// How failures of the ports are told over HTTP (`operations.md` 1, 9.2 and 9.5).
enum PortProblems {
    static func problem(for error: any Error) -> HTTPProblem? {
        switch error {
        case RepoFailure.unavailable, RepoFailure.schemaMissing: .unavailable()
        case RepoFailure.readOnly: .readOnly
        case RepoFailure.exhausted, RepoFailure.busy: .unavailable(retryAfter: 1)
        case is HashingOverload: .unavailable(retryAfter: 5)
        case BlobFailure.notFound: .notFound
        case BlobFailure.unavailable: .unavailable()
        default: nil
        }
    }
}
