import NIOCore

/// What this target needs of a compression library; the composition root fills it from the adapter.
public struct GzipEncoder: Sendable {
    /// How much time a body is worth.
    public enum Effort: Sendable {
        /// For an answer that is sent once.
        case fast
        /// For bytes that are kept and sent often.
        case thorough
    }

    /// Gzip form of the bytes, nil when the library fails (the plain bytes are sent then).
    public let encode: @Sendable (ByteBuffer, Effort) -> ByteBuffer?

    public init(encode: @escaping @Sendable (ByteBuffer, Effort) -> ByteBuffer?) { self.encode = encode }

    /// Bodies below this size gain nothing (`api.md` 1.8).
    public static let minimumBytes = 200
}
