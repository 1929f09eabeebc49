import Foundation
import PeerSupport
import Synchronization
import TestSupport

/// The built executable with all that it writes kept, however much that is: a pipe that nobody empties would stop it.
final class LoggedProgram: Sendable {
    private struct Written {
        var bytes = Data()
        var isOver = false
    }

    let process: ChildProcess
    private let written: Kept

    /// A box that the reading thread shares.
    private final class Kept: Sendable {
        let state = Mutex(Written())
    }

    /// - Parameters:
    ///   - environment: all there is, beside PATH.
    ///   - folder: where the program's own data are kept; the caller removes it.
    ///   - errors: what comes on the other channel is no line of the log, and found by whoever checks lines.
    init(
        _ arguments: [String], environment: [String: String], in folder: URL, errors: ChildProcess.Errors = .merged
    ) throws {
        let own = ["PATH": "/usr/bin:/bin", "PANELAPP_DATA_DIR": folder.path]
        process = try ChildProcess(
            RunningProgram.executable.path, arguments, environment: own.merging(environment) { _, new in new },
            errors: errors)
        let kept = Kept()
        written = kept
        let output = process.output
        Thread.detachNewThread {
            while case let data = output.availableData, !data.isEmpty { kept.state.withLock { $0.bytes += data } }
            kept.state.withLock { $0.isOver = true }
        }
    }

    /// Everything written so far.
    var output: String { written.state.withLock { String(decoding: $0.bytes, as: UTF8.self) } }

    /// Whether it still could write.
    var isRunning: Bool { written.state.withLock { !$0.isOver } }

    /// Lines so far, decoded. Those that are no JSON object come as nil.
    var lines: [[String: Any]?] {
        output.split(separator: "\n").map { line in
            try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        }
    }

    /// Waits for a text in the output.
    func waits(for text: String) async throws -> Bool {
        _ = try await eventually { output.contains(text) || !isRunning }
        return output.contains(text)
    }

    /// The first line that contains a text, waited for. Nil when the program ends without.
    func line(containing text: String) async throws -> String? {
        var found: String?
        _ = try await eventually {
            let isOver = !isRunning
            // The last piece may be half a line.
            found = output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
                .first { $0.contains(text) }.map(String.init)
            return found != nil || isOver
        }
        return found
    }

    /// The first line of an event, waited for.
    func line(of event: String, where fits: ([String: Any]) -> Bool = { _ in true }) async throws -> [String: Any]? {
        var found: [String: Any]?
        _ = try await eventually {
            found = lines.compactMap { $0 }.first { $0["event"] as? String == event && fits($0) }
            return found != nil || !isRunning
        }
        return found
    }

    /// Asks it to stop and answers its exit code.
    func stop() async throws -> Int32 {
        process.terminate()
        return try await finish()
    }

    struct DoesNotEnd: Error {}

    /// Waits for its end, two minutes at most: some commands have much to do, and not the machine for themselves.
    func finish() async throws -> Int32 {
        for _ in 0..<4 where try await eventually({ !isRunning }) { return process.code() }
        kill(process.processIdentifier, SIGKILL)
        throw DoesNotEnd()
    }
}
