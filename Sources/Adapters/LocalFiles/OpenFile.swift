import CXattr
import Foundation

/// A regular file opened for reading. It goes on showing the same bytes after another file took its name.
public final class OpenFile: Sendable {
    private let descriptor: Int32
    /// Bytes, when it was opened.
    public let size: Int
    /// Microseconds since 1970.
    public let modified: Int64
    /// Changes whenever the name is given to another file: a file that was published is never written again.
    public let tag: String

    init(descriptor: Int32) throws(FileProblem) {
        self.descriptor = descriptor
        var facts = stat()
        let result = fstat(descriptor, &facts)
        let problem = FileProblem.last
        size = Int(facts.st_size)
        modified = Int64(facts.st_mtim.tv_sec) * 1_000_000 + Int64(facts.st_mtim.tv_nsec) / 1_000
        let moment = UInt64(bitPattern: Int64(facts.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(facts.st_mtim.tv_nsec))
        tag = [UInt64(facts.st_ino), moment, UInt64(size)].map { String($0, radix: 36) }.joined(separator: "-")
        // From here on the descriptor is closed by `deinit`, also when this throws.
        if result != 0 { throw problem }
        if facts.st_mode & S_IFMT != S_IFREG { throw FileProblem(code: EISDIR) }
    }

    deinit { close(descriptor) }

    /// Up to `count` bytes from `offset` on; fewer only at the end of the file.
    public func read(at offset: Int, count: Int) throws(FileProblem) -> [UInt8] {
        var problem: FileProblem?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count, let base = buffer.baseAddress {
                let start = filled
                do throws(FileProblem) {
                    let step = try FileProblem.check {
                        pread(descriptor, base + start, count - start, off_t(offset + start))
                    }
                    if step == 0 { return }
                    filled += step
                } catch {
                    problem = error
                    return
                }
            }
        }
        if let problem { throw problem }
        return bytes
    }

    /// A text that was kept with the file when it was staged; nil when there is none.
    public func note(_ name: String) -> String? {
        let capacity = 256
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, filled in
            filled = max(0, fgetxattr(descriptor, StagedFile.attribute(name), buffer.baseAddress, capacity))
        }
        return bytes.isEmpty ? nil : String(validating: bytes, as: UTF8.self)
    }
}
