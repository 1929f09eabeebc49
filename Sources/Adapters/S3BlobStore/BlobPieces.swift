import AsyncHTTPClient
import NIOCore
import Ports

/// The body of an answer in pieces of a bounded size, read from the wire as they are asked for: at most one buffer ahead.
enum BlobPieces {
    static func stream(_ body: HTTPClientResponse.Body) -> AsyncThrowingStream<[UInt8], any Error> {
        let belt = Belt()
        let reader = Reader(
            Task {
                do {
                    for try await buffer in body { if await !belt.put(buffer) { return } }
                    await belt.end(nil)
                } catch {
                    await belt.end(.unavailable("the connection to S3 broke"))
                }
            }, belt)
        return AsyncThrowingStream { try await reader.belt.next() }
    }

    /// Ends the reading when nobody holds the stream any more.
    private final class Reader: Sendable {
        let belt: Belt
        private let task: Task<Void, Never>

        init(_ task: Task<Void, Never>, _ belt: Belt) {
            self.task = task
            self.belt = belt
        }

        deinit {
            task.cancel()
            let belt = belt
            Task { await belt.close() }
        }
    }

    /// Hands buffers from who reads to who asks; who reads waits until the last one is used up.
    private actor Belt {
        private var rest = ByteBuffer()
        private var isEnded = false
        private var isClosed = false
        private var failure: BlobFailure?
        private var giver: CheckedContinuation<Void, Never>?
        private var taker: CheckedContinuation<Void, Never>?

        /// False when nobody wants any more.
        func put(_ buffer: ByteBuffer) async -> Bool {
            while rest.readableBytes > 0, !isClosed { await withCheckedContinuation { giver = $0 } }
            if isClosed { return false }
            rest = buffer
            wake(&taker)
            return true
        }

        func end(_ failure: BlobFailure?) {
            isEnded = true
            self.failure = failure
            wake(&taker)
        }

        func close() {
            isClosed = true
            wake(&giver)
            wake(&taker)
        }

        func next() async throws -> [UInt8]? {
            while rest.readableBytes == 0 {
                if let failure { throw failure }
                if isEnded || isClosed { return nil }
                wake(&giver)
                await withCheckedContinuation { taker = $0 }
            }
            return rest.readBytes(length: min(rest.readableBytes, BlobReading.pieceSize))
        }

        private func wake(_ waiting: inout CheckedContinuation<Void, Never>?) {
            waiting?.resume()
            waiting = nil
        }
    }
}
