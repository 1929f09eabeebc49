import Dispatch
import Foundation
import Synchronization

/// Collects log lines and writes them in batches: one system call for many lines, none later than `delay` after its line
/// was made, and at once from WARNING on, so that a crash loses nothing that matters.
final class LogSink: Sendable {
    /// Writes whole batches; the process has one that writes to file descriptor 1.
    typealias Output = @Sendable ([UInt8]) -> Void

    private struct Pending {
        var bytes: [UInt8] = []
        var isScheduled = false
    }

    /// A line is seen at most this long after it was made.
    private static let delay = DispatchTimeInterval.milliseconds(250)
    /// A batch of this size is written without waiting.
    private static let batchBytes = 32 * 1024

    private let pending = Mutex(Pending())
    /// Serialises writes, so that batches keep their order.
    private let writing = Mutex(())
    private let output: Output

    init(output: @escaping Output) { self.output = output }

    /// The sink that writes to standard output.
    static func standardOutput() -> LogSink {
        // A reader of our log that goes away must not end the process.
        signal(SIGPIPE, SIG_IGN)
        return LogSink { bytes in
            bytes.withUnsafeBytes { buffer in
                var rest = buffer[...]
                while !rest.isEmpty {
                    let written = Foundation.write(
                        STDOUT_FILENO, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                    if written < 0, errno == EINTR || errno == EAGAIN { continue }
                    if written <= 0 { return }
                    rest = rest.dropFirst(written)
                }
            }
        }
    }

    /// Adds a line, which ends in a line end.
    func add(_ line: [UInt8], urgent: Bool) {
        let (flushNow, schedule) = pending.withLock { pending in
            pending.bytes += line
            let flushNow = urgent || pending.bytes.count >= Self.batchBytes
            let schedule = !flushNow && !pending.isScheduled
            if schedule { pending.isScheduled = true }
            return (flushNow, schedule)
        }
        if flushNow { return flush() }
        if schedule {
            DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + Self.delay) { self.flush() }
        }
    }

    /// Writes what is pending. Called before the process ends.
    func flush() {
        writing.withLock { _ in
            let bytes = pending.withLock { pending in
                defer { pending = Pending() }
                return pending.bytes
            }
            if !bytes.isEmpty { output(bytes) }
        }
    }
}
