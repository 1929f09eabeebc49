import Foundation

/// Why the file system said no. The text names no path, so it may go to a log or to a page; the caller adds what it was about.
public struct FileProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system's error number.
    public let code: Int32

    public init(code: Int32) { self.code = code }

    /// The number that the last failed call left in this thread.
    static var last: FileProblem { FileProblem(code: errno) }

    /// There is nothing under that name, or what is there is no file.
    public var isAbsence: Bool { [ENOENT, ENOTDIR, EISDIR, ELOOP].contains(code) }

    /// Something of another kind is in the way: a folder where a file should be, or a file or link where a folder should be.
    public var isCollision: Bool { [ENOTDIR, EISDIR, ENOTEMPTY, ELOOP].contains(code) }

    /// The file system does not do that at all, such as keeping a note with a file.
    public var isUnsupported: Bool { code == EOPNOTSUPP }

    public var description: String { String(cString: strerror(code)) }

    /// Calls again while a signal interrupts, and throws where the result is negative.
    @discardableResult
    static func check<Number: SignedInteger>(_ call: () -> Number) throws(FileProblem) -> Number {
        while true {
            let result = call()
            if result >= 0 { return result }
            let problem = last
            if problem.code != EINTR { throw problem }
        }
    }
}
