import Compression
import Foundation
import Ports

/// Reads a file piece by piece, unpacking it when its content is gzip, whatever its name says.
struct FilePieces {
    private let name: String
    private let file: FileHandle
    private var gzip: GzipDecompressor?
    /// Bytes of the file that were read, and its size.
    private(set) var done = 0
    let size: Int?

    private static let pieceSize = 64 << 10

    /// Opens the file. Throws where it is missing, a folder, or not readable.
    init(path: String) throws(FileFault) {
        name = path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw FileFault(file: path, reason: "there is no such file")
        }
        guard !isFolder.boolValue else { throw FileFault(file: path, reason: "this is a folder, not a file") }
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw FileFault(file: path, reason: "it cannot be opened for reading")
        }
        self.file = file
        size = (try? FileManager.default.attributesOfItem(atPath: path)[.size]) as? Int
    }

    /// The next piece of plain content; nil at the end.
    mutating func next() throws(FileFault) -> [UInt8]? {
        let piece: [UInt8]
        do { piece = [UInt8](try file.read(upToCount: Self.pieceSize) ?? Data()) } catch {
            throw FileFault(file: name, reason: "it cannot be read: \(error.localizedDescription)")
        }
        do throws(GzipError) {
            if done == 0, Gzip.isGzip(piece) { gzip = try GzipDecompressor() }
            done += piece.count
            guard let gzip else { return piece.isEmpty ? nil : piece }
            if piece.isEmpty {
                try gzip.finish()
                return nil
            }
            var plain: [UInt8] = []
            try gzip.append(piece) { plain.append(contentsOf: $0) }
            return plain
        } catch {
            throw FileFault(file: name, reason: "the compressed data are broken: \(error)")
        }
    }

    func close() { try? file.close() }
}
