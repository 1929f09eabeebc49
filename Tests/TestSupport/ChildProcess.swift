import Foundation
import Synchronization

/// A program that a test starts.
///
/// Not Foundation's `Process`: on Linux that copies 256 bytes of every directory entry of `/proc/self/fd`, also of the last
/// ones in the buffer, and ends the tests with a segmentation fault when many files are open.
public final class ChildProcess: Sendable {
    /// What becomes of the standard error stream.
    public enum Errors: Sendable {
        case discarded
        /// Written to the standard output's pipe.
        case merged
        /// Shown where the test's own are.
        case shown
    }

    public enum End: Equatable, Sendable {
        case exit(Int32)
        case signal(Int32)
    }

    public struct NotStarted: Error {
        public let path: String
        public let reason: String
    }

    public let processIdentifier: pid_t
    /// What the program writes to its standard output.
    public let output: FileHandle
    private let end = Mutex<End?>(nil)
    /// One start at a time: between the making of a pipe and its mark, another child would inherit it and keep it open.
    private static let starting = NSLock()

    /// - Parameters:
    ///   - path: of the executable.
    ///   - environment: all there is; nil: as the test's own.
    public init(
        _ path: String, _ arguments: [String], environment: [String: String]? = nil, errors: Errors = .discarded
    ) throws {
        Self.starting.lock()
        defer { Self.starting.unlock() }
        let pipe = Pipe()
        output = pipe.fileHandleForReading
        let writing = pipe.fileHandleForWriting
        // Other children must not keep this pipe open.
        for handle in [output, writing] { _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC) }

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, writing.fileDescriptor, 1)
        switch errors {
        case .discarded: posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        case .merged: posix_spawn_file_actions_adddup2(&actions, writing.fileDescriptor, 2)
        case .shown: break
        }
        // Sockets of tests are not marked to be closed. A child that keeps one keeps its port taken and its other end waiting.
        try Self.closeFrom(3, &actions)

        // Threads of a pool block signals, and a child would begin so.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        let variables = (environment ?? ProcessInfo.processInfo.environment).map { "\($0.key)=\($0.value)" }
        let texts = [[path] + arguments, variables].map { list in list.map { strdup($0) } + [nil] }
        defer { for text in texts.joined() { free(text) } }
        var id: pid_t = 0
        let code = posix_spawn(&id, path, &actions, &attributes, texts[0], texts[1])
        try writing.close()
        guard code == 0 else { throw NotStarted(path: path, reason: String(cString: strerror(code))) }
        processIdentifier = id
    }

    /// That the child begins with no file beyond those that are named. The function is in glibc since 2.34, but not among
    /// the declarations that Swift sees.
    private static func closeFrom(_ first: Int32, _ actions: inout posix_spawn_file_actions_t) throws {
        typealias Function = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
        guard let function = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else {
            throw NotStarted(path: "", reason: "this C library cannot close the files of a child")
        }
        _ = unsafeBitCast(function, to: Function.self)(&actions, first)
    }

    /// Waits for the end and tells which it was.
    @discardableResult
    public func wait() -> End {
        end.withLock { end in
            if let end { return end }
            var status: Int32 = 0
            while waitpid(processIdentifier, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7F
            let result = signal == 0 ? End.exit((status >> 8) & 0xFF) : End.signal(signal)
            end = result
            return result
        }
    }

    /// The end, waited for on a thread of its own: those of the tests are few, and waiting ones stop all others.
    public func ended() async -> End {
        await withCheckedContinuation { waiting in Thread.detachNewThread { waiting.resume(returning: self.wait()) } }
    }

    /// Waits for the end; the exit code, or minus the number of the signal.
    public func code() -> Int32 {
        switch wait() {
        case .exit(let code): code
        case .signal(let signal): -signal
        }
    }

    /// Asks the program to end, as an operator does.
    public func terminate() { kill(processIdentifier, SIGTERM) }

    /// Runs a program to its end. Answers its exit code and what it wrote. The thread waits: for what ends soon.
    public static func run(
        _ path: String, _ arguments: [String], environment: [String: String]? = nil, errors: Errors = .discarded
    ) throws -> (code: Int32, output: Data) {
        let child = try ChildProcess(path, arguments, environment: environment, errors: errors)
        let output = try child.output.readToEnd() ?? Data()
        return (child.code(), output)
    }
}
