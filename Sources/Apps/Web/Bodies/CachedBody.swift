import NIOCore
import Synchronization

/// Immutable bytes that are answered many times: the plain form, its gzip form (made when first asked for, once) and an
/// entity tag. Share one instance between requests; nothing is copied to send it.
public final class CachedBody: Sendable {
    /// The bytes as they are.
    public let plain: ByteBuffer
    /// Opaque entity tag without quotes: printable ASCII without `"` and `,`, not ending in `-gzip`. Nil: no tag.
    public let tag: String?

    private enum Packed {
        case pending
        case ready(ByteBuffer?)
    }

    private let packed: Mutex<Packed>
    private let encoder: GzipEncoder
    private let effort: GzipEncoder.Effort

    public init(_ plain: ByteBuffer, tag: String?, gzip encoder: GzipEncoder, effort: GzipEncoder.Effort = .fast) {
        self.plain = plain
        self.tag = tag
        self.encoder = encoder
        self.effort = effort
        packed = Mutex(plain.readableBytes < GzipEncoder.minimumBytes ? .ready(nil) : .pending)
    }

    public convenience init(
        _ plain: [UInt8], tag: String?, gzip encoder: GzipEncoder, effort: GzipEncoder.Effort = .fast
    ) {
        self.init(ByteBuffer(bytes: plain), tag: tag, gzip: encoder, effort: effort)
    }

    /// The gzip form; nil when the body is too small to gain. Callers that come while it is being made wait for it
    /// rather than make it again.
    public func gzip() -> ByteBuffer? {
        packed.withLock { state in
            if case .ready(let buffer) = state { return buffer }
            let buffer = encoder.encode(plain, effort)
            state = .ready(buffer)
            return buffer
        }
    }

    /// Bytes held right now, for the budget of a cache.
    public var cost: Int {
        let gzipBytes = packed.withLock { state in
            if case .ready(let buffer) = state { return buffer?.readableBytes ?? 0 }
            return 0
        }
        return plain.readableBytes + gzipBytes
    }

    /// Whether a gzip form exists or would be made, so that the answer depends on `Accept-Encoding`.
    var hasForms: Bool { plain.readableBytes >= GzipEncoder.minimumBytes }
}
