import Compression
import Ports

/// Unpacks content that comes in pieces when it is gzip, whatever its name says.
struct Unpacker {
    private let name: String
    private var gzip: GzipDecompressor?
    /// Bytes taken so far, as they came.
    private(set) var done = 0

    init(name: String) { self.name = name }

    /// The plain form of the next piece.
    mutating func append(_ piece: [UInt8]) throws(FileFault) -> [UInt8] {
        do throws(GzipError) {
            if done == 0, Gzip.isGzip(piece) { gzip = try GzipDecompressor() }
            done += piece.count
            guard let gzip else { return piece }
            var plain: [UInt8] = []
            try gzip.append(piece) { plain.append(contentsOf: $0) }
            return plain
        } catch {
            throw fault(error)
        }
    }

    /// Says that the content is complete. Throws when its end is missing.
    func finish() throws(FileFault) {
        do throws(GzipError) { try gzip?.finish() } catch { throw fault(error) }
    }

    private func fault(_ error: GzipError) -> FileFault {
        FileFault(file: name, reason: "the compressed data are broken: \(error)")
    }
}
