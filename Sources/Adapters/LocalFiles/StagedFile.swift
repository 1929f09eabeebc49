import CXattr
import Foundation

/// A file that is written whole and on the disk, under a name nobody looks at. It becomes visible by one rename or link,
/// and is removed when it is dropped before that.
public final class StagedFile: Sendable {
    private let folder: Folder
    private let name: String

    /// - Parameter notes: short texts to keep with the file; see `OpenFile.note`.
    init(_ bytes: [UInt8], notes: [String: String], in folder: Folder) throws(FileProblem) {
        self.folder = folder
        name = UUID().uuidString
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let descriptor = try FileProblem.check { openat(folder.descriptor, name, flags, 0o600) }
        defer { close(descriptor) }
        try Self.fill(descriptor, bytes, notes)
    }

    deinit {
        // After a rename there is nothing left to remove.
        unlinkat(folder.descriptor, name, 0)
    }

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
        try target.sync()
        return true
    }

    /// The system's name of a note.
    static func attribute(_ name: String) -> String { "user.panelapp.\(name)" }

    private static func fill(_ descriptor: Int32, _ bytes: [UInt8], _ notes: [String: String]) throws(FileProblem) {
        var written = 0
        while written < bytes.count {
            written += try FileProblem.check {
                bytes.withUnsafeBytes { write(descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written) }
            }
        }
        for (name, text) in notes {
            let value = Array(text.utf8)
            try FileProblem.check { fsetxattr(descriptor, attribute(name), value, value.count, 0) }
        }
        try FileProblem.check { fsync(descriptor) }
    }
}
