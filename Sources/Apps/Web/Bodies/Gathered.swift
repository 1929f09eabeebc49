import HTTPTypes
import Hummingbird
import NIOCore

/// A body writer that keeps what it is given: how the bytes are got out of a finished response.
final class Gathered: ResponseBodyWriter {
    private var buffer: ByteBuffer?

    /// What was written so far.
    func take() -> ByteBuffer { buffer ?? ByteBuffer() }

    func write(_ part: ByteBuffer) async throws {
        // The usual body is a single buffer, which is kept as it is without a copy.
        if buffer == nil {
            buffer = part
        } else {
            buffer?.writeImmutableBuffer(part)
        }
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
