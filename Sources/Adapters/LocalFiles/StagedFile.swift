import CXattr
import Foundation

/// A file that is written whole and on the disk, under a name nobody looks at. It becomes visible by one rename or link,
/// and is removed when it is dropped before that.
public final class StagedFile: Sendable {
    private let folder: Folder
    private let name: String

    /// To be made by `GrowingFile`.
    fileprivate init(_ name: String, in folder: Folder) {
        self.folder = folder
        self.name = name
    }

    deinit { remove() }

    /// Takes the name that nobody looks at away. After a rename there is nothing left to remove.
    fileprivate func remove() { unlinkat(folder.descriptor, name, 0) }

    /// Gives the file its name, in place of whatever file had it.
    public func replace(_ name: String, in target: Folder) throws(FileProblem) {
        try FileProblem.check { renameat(folder.descriptor, self.name, target.descriptor, name) }
        try target.sync()
    }

    /// Gives the file its name unless that is taken; then nothing happens and the answer is false. Of several at once,
    /// exactly one succeeds.
    public func claim(_ name: String, in target: Folder) throws(FileProblem) -> Bool {
        do throws(FileProblem) {
            try FileProblem.check { linkat(folder.descriptor, self.name, target.descriptor, name, 0) }
        } catch {
            if error.code == EEXIST { return false }
            throw error
        }
        // Now and not when the last reference goes, which may be held a little longer.
        remove()
        try target.sync()
        return true
    }

    /// The system's name of a note.
    static func attribute(_ name: String) -> String { "user.panelapp.\(name)" }
}

/// A file that is being written piece by piece, under a name nobody looks at. It is removed when it is dropped before it is
/// whole.
public final class GrowingFile: Sendable {
    private let file: StagedFile
    private let descriptor: Int32

    init(in folder: Folder) throws(FileProblem) {
        let name = UUID().uuidString
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        descriptor = try FileProblem.check { openat(folder.descriptor, name, flags, 0o600) }
        file = StagedFile(name, in: folder)
    }

    deinit { close(descriptor) }

    /// Writes what comes next.
    public func append(_ bytes: [UInt8]) throws(FileProblem) {
        var written = 0
        while written < bytes.count {
            written += try FileProblem.check {
                bytes.withUnsafeBytes { write(descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written) }
            }
        }
    }

    /// Nothing more comes, and nobody wants what did: it is gone when this returns.
    public func abandon() { file.remove() }

    /// Nothing more comes: what was written is brought to the disk, to be named.
    /// - Parameter notes: short texts to keep with the file; see `OpenFile.note`.
    public func finish(notes: [String: String] = [:]) throws(FileProblem) -> StagedFile {
        for (name, text) in notes {
            let value = Array(text.utf8)
            try FileProblem.check { fsetxattr(descriptor, StagedFile.attribute(name), value, value.count, 0) }
        }
        try FileProblem.check { fsync(descriptor) }
        return file
    }
}
