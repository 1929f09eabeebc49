import SQLCore
import Web

/// Database errors that reach a face untranslated, as answers (`operations.md` 9.2, 9.3).
enum DatabaseProblems {
    static func problem(_ error: any Error) -> HTTPProblem? {
        switch error as? SQLError {
        case .unavailable, .closed: .unavailable()
        case .readOnly: .readOnly
        case .poolExhausted, .busy, .timeout, .serialization: .unavailable(retryAfter: 1)
        default: nil
        }
    }
}
