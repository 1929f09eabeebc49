import HTTPTypes
import Hummingbird

/// Told of every request when it begins and when its answer is made, for metrics.
///
/// Two calls with values that are there anyway: what is made of them is the listener's business, and must be as cheap as a
/// look-up.
public struct RequestMeter: Sendable {
    /// A finished request.
    public struct Finished: Sendable {
        /// One of the usual words, or `_OTHER`: clients may send any.
        public let method: String
        /// Pattern of the route that answered; nil when none did.
        public let route: String?
        public let status: Int
        public let duration: Duration
    }

    let began: @Sendable () -> Void
    let ended: @Sendable (Finished) -> Void

    public init(began: @escaping @Sendable () -> Void, ended: @escaping @Sendable (Finished) -> Void) {
        self.began = began
        self.ended = ended
    }

    private static let methods: Set<HTTPRequest.Method> = [
        .get, .head, .post, .put, .patch, .delete, .options,
    ]

    /// The pattern of the route that answered. The router's own word for none is no pattern.
    static func pattern(_ context: AppRequestContext) -> String? {
        context.endpointPath.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }

    /// The word for a method in labels and spans.
    static func word(_ method: HTTPRequest.Method) -> String {
        methods.contains(method) ? method.rawValue : "_OTHER"
    }
}
