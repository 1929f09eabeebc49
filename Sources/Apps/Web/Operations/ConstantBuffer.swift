import NIOCore
import Synchronization

/// The last buffer that was asked for: benchmarks ask for one size many times.
final class Kept: Sendable {
    private let buffer = Mutex(ByteBuffer())

    /// A buffer of this many bytes, shared between all who ask for it.
    func buffer(_ size: Int) -> ByteBuffer {
        buffer.withLock { kept in
            if kept.readableBytes != size { kept = ByteBuffer(repeating: UInt8(ascii: "x"), count: size) }
            return kept
        }
    }
}
