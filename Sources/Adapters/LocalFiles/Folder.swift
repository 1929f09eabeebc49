import Foundation

/// An open folder. Names are looked up in the folder itself, whatever happens to its path meanwhile, and no symbolic link
/// is followed: nothing below it leads outside.
public final class Folder: Sendable {
    let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Opens a folder by its path, links included: where an operator put the data is the operator's choice.
    /// - Parameter create: make it, with the folders above it, when it is missing.
    convenience init(path: String, create: Bool) throws(FileProblem) {
        if create { try Self.make(path) }
        self.init(
            descriptor: try FileProblem.check { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) })
    }

    /// The folder of that name in this one.
    func folder(_ name: String, create: Bool) throws(FileProblem) -> Folder {
        if create {
            do throws(FileProblem) {
                try FileProblem.check { mkdirat(descriptor, name, 0o700) }
                try sync()
            } catch {
                if error.code != EEXIST { throw error }
            }
        }
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        return Folder(descriptor: try FileProblem.check { openat(descriptor, name, flags, 0) })
    }

    /// The regular file of that name, opened for reading.
    public func file(_ name: String) throws(FileProblem) -> OpenFile {
        // Opening a named pipe would wait for its writer.
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        return try OpenFile(descriptor: try FileProblem.check { openat(descriptor, name, flags, 0) })
    }

    /// Removes a file.
    public func remove(_ name: String) throws(FileProblem) {
        try FileProblem.check { unlinkat(descriptor, name, 0) }
        try sync()
    }

    /// Makes what was renamed, linked or removed here survive a power cut.
    func sync() throws(FileProblem) {
        try FileProblem.check { fsync(descriptor) }
    }

    private static func make(_ path: String) throws(FileProblem) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        let problem = FileProblem.last
        let parent = (path as NSString).deletingLastPathComponent
        guard problem.code == ENOENT, !parent.isEmpty, parent != path else { throw problem }
        try make(parent)
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw FileProblem.last }
    }
}
