import Foundation
import Logging
import Synchronization

/// Tells a person how far a command is: a bar on standard error at a terminal, else a log line every few seconds.
final class ProgressReporter: Sendable {
    private struct State {
        var what = ""
        var done = 0
        var total: Int?
        var start: ContinuousClock.Instant
        var lastShown: ContinuousClock.Instant?
    }

    /// A bar that moves ten times a second looks alive; a log needs less.
    private static let barEvery = Duration.milliseconds(100)
    private static let lineEvery = Duration.seconds(5)

    private let isTerminal: Bool
    private let logger: Logger
    private let clock = ContinuousClock()
    private let state: Mutex<State>

    /// - Parameter isTerminal: whether standard error is one.
    init(logger: Logger, isTerminal: Bool = isatty(STDERR_FILENO) == 1) {
        self.logger = logger
        self.isTerminal = isTerminal
        state = Mutex(State(start: clock.now))
    }

    /// Begins counting something new, e.g. `panels` of 390.
    func begin(_ what: String, total: Int?) {
        state.withLock { state in state = State(what: what, total: total, start: clock.now) }
    }

    /// So many more are done.
    func advance(by count: Int = 1) { move { $0.done += count } }

    /// So many are done now, of so many.
    func set(done: Int, total: Int?) {
        move { state in
            state.done = done
            state.total = total
        }
    }

    /// The count is at its end: shows it and leaves the bar's line.
    func finish() {
        let line = state.withLock { self.line($0) }
        show(line)
        if isTerminal { FileHandle.standardError.write(Data("\n".utf8)) }
    }

    private func move(_ change: (inout State) -> Void) {
        let line: ProgressLine? = state.withLock { state in
            change(&state)
            let now = clock.now
            let due = isTerminal ? Self.barEvery : Self.lineEvery
            guard (state.lastShown ?? state.start).duration(to: now) >= due else { return nil }
            state.lastShown = now
            return self.line(state)
        }
        if let line { show(line) }
    }

    private func line(_ state: State) -> ProgressLine {
        ProgressLine(
            what: state.what, done: state.done, total: state.total, elapsed: state.start.duration(to: clock.now))
    }

    private func show(_ line: ProgressLine) {
        guard isTerminal else {
            logger.info("\(line.sentence)", metadata: ["event": "progress", "done": .stringConvertible(line.done)])
            return
        }
        // Back to the line's beginning, and clear what an earlier, longer text left behind it.
        FileHandle.standardError.write(Data("\r\(line.bar(columns: Self.columns))\u{1B}[K".utf8))
    }

    /// Width of the terminal; 80 when it does not say.
    private static var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
