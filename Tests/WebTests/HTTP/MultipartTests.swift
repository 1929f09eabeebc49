import HTTPTypes
import NIOCore
import Testing

@testable import Web

/// Scripts of the original post `multipart/form-data`.
@Suite("Forms as multipart/form-data")
struct MultipartTests {
    private func read(_ body: String, type: String = "multipart/form-data; boundary=XX") -> FormBody? {
        FormBody(ByteBuffer(string: body.replacing("\n", with: "\r\n")), [.contentType: type])
    }

    private func part(_ name: String, _ value: String) -> String {
        "--XX\nContent-Disposition: form-data; name=\"\(name)\"\n\n\(value)\n"
    }

    @Test("Fields come in their order, with every character they have; a name may repeat")
    func fields() throws {
        let body =
            part("a", "one") + part("tags", "x") + part("tags", "y; \"z\"") + part("empty", "")
            + part("t", "é\n\n--X\n")
        let form = try #require(read(body + "--XX--\n"))
        #expect(form.names == ["a", "tags", "tags", "empty", "t"])
        #expect(form.list("tags") == ["x", "y; \"z\""])
        #expect(form["empty"] == "")
        #expect(form["t"] == "é\r\n\r\n--X\r\n")
    }

    @Test("Further headers, a preamble, blanks after a boundary, odd names and quoted boundaries are understood")
    func variants() throws {
        let odd =
            "--XX \nContent-Type: text/plain; charset=utf-8\nCONTENT-disposition: Form-Data; name=\"a;%22b\"\n\nv\n"
        #expect(try #require(read("\n" + odd + "--XX--"))["a;\"b"] == "v")
        let quoted = read(part("a", "1") + "--XX--", type: "Multipart/Form-Data ; charset=utf-8; boundary=\"XX\"")
        #expect(quoted?["a"] == "1")
        #expect(read("--XX--")?.names == [])
    }

    @Test("Files are no fields; U+0000 disappears")
    func files() throws {
        let file =
            "--XX\nContent-Disposition: form-data; name=\"f\"; filename=\"x.txt\"\nContent-Type: text/plain\n\nsecret\n"
        let form = try #require(read(file + part("a", "b\u{0}c") + "--XX--"))
        #expect(form.names == ["a"] && form["a"] == "bc")
    }

    @Test(
        "What is cut short or has another shape is no form",
        arguments: [
            "", "XX", "--XX", "--XX\n", "--XX\nContent-Disposition: form-data; name=\"a\"\n\nv",
            "--XX\nContent-Disposition: form-data; name=\"a\"\n--XX--", "--XX\nno header\n\nv\n--XX--",
            "--XX\nContent-Disposition: attachment; name=\"a\"\n\nv\n--XX--",
            "--XX\nContent-Disposition: form-data\n\nv\n--XX--",
            "--YY\nContent-Disposition: form-data; name=\"a\"\n\nv\n--YY--",
        ])
    func broken(body: String) {
        #expect(read(body) == nil)
    }

    @Test(
        "A type without a usable boundary is no form",
        arguments: [
            "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
            "multipart/form-data; boundary=\(String(repeating: "x", count: 71))",
        ])
    func boundaries(type: String) {
        #expect(read(part("a", "1") + "--XX--", type: type) == nil)
    }

    @Test("Too many parts are refused; any cut or changed byte leaves a form or nothing, never a crash")
    func bounds() throws {
        let many = String(repeating: part("a", ""), count: FormBody.mostFields + 1)
        #expect(read(many + "--XX--") == nil)
        let bytes = Array((part("a", "1") + part("b", "2") + "--XX--").replacing("\n", with: "\r\n").utf8)
        for end in bytes.indices {
            _ = FormBody(ByteBuffer(bytes: bytes.prefix(end)), [.contentType: "multipart/form-data; boundary=XX"])
            var changed = bytes
            changed[end] ^= 0x0D
            _ = FormBody(ByteBuffer(bytes: changed), [.contentType: "multipart/form-data; boundary=XX"])
        }
    }
}
