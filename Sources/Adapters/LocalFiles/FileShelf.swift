import Foundation

/// A folder of files that appear whole or not at all. Unfinished ones lie in a hidden folder inside it, so that naming
/// a finished one stays within one file system.
public struct FileShelf: Sendable {
    /// The name that the shelf keeps for itself.
    public static let reserved = ".incoming"

    private let path: String

    public init(path: String) { self.path = path }

    /// The folder below the shelf that the names lead to.
    /// - Parameter create: make what is missing, the shelf itself included.
    public func folder(_ names: some Sequence<Substring>, create: Bool) throws(FileProblem) -> Folder {
        var folder = try Folder(path: path, create: create)
        for name in names { folder = try folder.folder(String(name), create: create) }
        return folder
    }

    /// Writes bytes to the disk, to be named later.
    public func stage(_ bytes: [UInt8], notes: [String: String] = [:]) throws(FileProblem) -> StagedFile {
        let file = try grow()
        try file.append(bytes)
        return try file.finish(notes: notes)
    }

    /// Begins a file whose bytes come in pieces.
    public func grow() throws(FileProblem) -> GrowingFile {
        try GrowingFile(in: folder([Substring(Self.reserved)], create: true))
    }

    /// Whether something can be written: makes a file and drops it.
    public func checkWritable() throws(FileProblem) {
        _ = try stage([])
    }

    /// Removes what a process that was killed left unfinished.
    /// - Parameter age: seconds; a younger file may be another process's at work.
    public func removeLeftovers(olderThan age: Double = 3_600) {
        let folder = (path as NSString).appendingPathComponent(Self.reserved)
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            let file = (folder as NSString).appendingPathComponent(name)
            let attributes = try? FileManager.default.attributesOfItem(atPath: file)
            guard let modified = attributes?[.modificationDate] as? Date, modified.timeIntervalSinceNow < -age else {
                continue
            }
            unlink(file)
        }
    }
}
