import Foundation
import Synchronization

/// What inner code learns about a request and outer code needs after the answer is made: a box that travels with the
/// context, because the context itself is copied on its way inward.
public final class RequestNotes: Sendable {
    private struct State {
        var userID: Int?
        var nonce: String?
    }

    private let state = Mutex(State())

    public init() {}

    /// Numeric id of the person who asks, for the log; never a name (`operations.md` 11.2).
    public var userID: Int? {
        get { state.withLock { $0.userID } }
        set { state.withLock { $0.userID = newValue } }
    }

    /// The nonce of this answer's content security policy if a page asked for one.
    var nonceIfUsed: String? { state.withLock { $0.nonce } }

    /// The nonce for an inline `<script nonce>` of this answer. Asking for it adds it to the answer's policy, so ask
    /// only when the page has such a script.
    public func nonce() -> String {
        state.withLock { state in
            if let nonce = state.nonce { return nonce }
            var generator = SystemRandomNumberGenerator()
            let bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            let nonce = Data(bytes).base64EncodedString()
            state.nonce = nonce
            return nonce
        }
    }
}
