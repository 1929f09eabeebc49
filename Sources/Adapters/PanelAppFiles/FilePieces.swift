import Foundation
import Ports

/// Reads a file of this machine piece by piece.
struct FilePieces {
    private let name: String
    private let file: FileHandle
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

    /// The next piece as it stands in the file; nil at the end.
    func next() throws(FileFault) -> [UInt8]? {
        do {
            let piece = [UInt8](try file.read(upToCount: Self.pieceSize) ?? Data())
            return piece.isEmpty ? nil : piece
        } catch {
            throw FileFault(file: name, reason: "it cannot be read: \(error.localizedDescription)")
        }
    }

    func close() { try? file.close() }
}
