import Domain
import LocalFiles
import Ports

/// What `FileBlobStore` does on its threads: everything here waits for the disk.
struct BlobFiles: Sendable {
    let shelf: FileShelf

    /// Name of the note that holds a content type.
    private static let typeNote = "content_type"
    /// Names tried before giving up; a second one is already rare.
    private static let attempts = 100

    func put(_ key: BlobKey, _ bytes: [UInt8], _ contentType: String) throws(BlobFailure) {
        try writing(key) { () throws(FileProblem) in
            let file = try stage(key, bytes, contentType)
            let (folder, name) = try place(of: key, create: true)
            try file.replace(name, in: folder)
        }
    }

    func putUnique(_ key: BlobKey, _ bytes: [UInt8], _ contentType: String) throws(BlobFailure) -> BlobKey {
        let file = try begin(key)
        try append(bytes, to: file, key)
        return try finish(file, key, contentType)
    }

    /// A file for bytes that come in pieces. Nothing is seen of it under the key before it is finished; dropped, it is gone.
    func begin(_ key: BlobKey) throws(BlobFailure) -> GrowingFile {
        try writing(key) { () throws(FileProblem) in try shelf.grow() }
    }

    func append(_ bytes: [UInt8], to file: GrowingFile, _ key: BlobKey) throws(BlobFailure) {
        try writing(key) { () throws(FileProblem) in try file.append(bytes) }
    }

    /// Gives a whole file its key or, where that is taken, one made from it.
    func finish(_ growing: GrowingFile, _ key: BlobKey, _ contentType: String) throws(BlobFailure) -> BlobKey {
        var used: BlobKey?
        try writing(key) { () throws(FileProblem) in
            let file = try growing.finish(notes: notes(key, contentType))
            let (folder, name) = try place(of: key, create: true)
            if try file.claim(name, in: folder) {
                used = key
                return
            }
            for _ in 0..<Self.attempts {
                guard let other = key.marked(BlobKey.randomMark()), let name = other.segments.last else { return }
                if try file.claim(String(name), in: folder) {
                    used = other
                    return
                }
            }
        }
        guard let used else { throw .refused(key, "it is taken, and no other name can be made from it") }
        return used
    }

    func open(_ key: BlobKey) throws(BlobFailure) -> OpenFile {
        guard !isReserved(key) else { throw .notFound(key) }
        do throws(FileProblem) {
            let (folder, name) = try place(of: key, create: false)
            return try folder.file(name)
        } catch {
            throw error.isAbsence ? .notFound(key) : unavailable(key, error)
        }
    }

    /// Throws when the file has become shorter since it was opened.
    func bytes(of file: OpenFile, _ range: Range<Int>, _ key: BlobKey) throws(BlobFailure) -> [UInt8] {
        let bytes: [UInt8]
        do throws(FileProblem) { bytes = try file.read(at: range.lowerBound, count: range.count) } catch {
            throw unavailable(key, error)
        }
        guard bytes.count == range.count else { throw .unavailable("'\(key)' was cut off while it was read") }
        return bytes
    }

    func delete(_ key: BlobKey) throws(BlobFailure) {
        guard !isReserved(key) else { return }
        do throws(FileProblem) {
            let (folder, name) = try place(of: key, create: false)
            try folder.remove(name)
        } catch {
            if !error.isAbsence { throw unavailable(key, error) }
        }
    }

    func check() throws(BlobFailure) {
        do throws(FileProblem) { try shelf.checkWritable() } catch {
            throw .unavailable("the folder of uploaded files cannot be written: \(error)")
        }
    }

    static func facts(_ file: OpenFile, _ key: BlobKey) -> BlobFacts {
        BlobFacts(
            size: file.size, contentType: file.note(typeNote) ?? key.contentType,
            modified: Instant(microseconds: file.modified), tag: file.tag)
    }

    private func stage(_ key: BlobKey, _ bytes: [UInt8], _ contentType: String) throws(FileProblem) -> StagedFile {
        try shelf.stage(bytes, notes: notes(key, contentType))
    }

    private func notes(_ key: BlobKey, _ contentType: String) -> [String: String] {
        contentType == key.contentType ? [:] : [Self.typeNote: contentType]
    }

    private func place(of key: BlobKey, create: Bool) throws(FileProblem) -> (folder: Folder, name: String) {
        let segments = key.segments
        return (try shelf.folder(segments.dropLast(), create: create), segments.last.map(String.init) ?? key.path)
    }

    private func isReserved(_ key: BlobKey) -> Bool { key.segments.first.map(String.init) == FileShelf.reserved }

    private func writing<Result>(
        _ key: BlobKey, _ work: () throws(FileProblem) -> Result
    ) throws(BlobFailure) -> Result {
        guard !isReserved(key) else { throw .refused(key, "'\(FileShelf.reserved)' is kept for unfinished files") }
        do throws(FileProblem) { return try work() } catch {
            if error.isCollision { throw .refused(key, "a file and a folder of one name cannot both be: \(error)") }
            if error.isUnsupported { throw .refused(key, "this file system cannot keep its content type: \(error)") }
            throw unavailable(key, error)
        }
    }

    private func unavailable(_ key: BlobKey, _ problem: FileProblem) -> BlobFailure {
        .unavailable("'\(key)': \(problem)")
    }
}
