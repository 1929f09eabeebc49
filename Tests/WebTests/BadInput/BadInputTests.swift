import Domain
import Hummingbird
import Testing
import Web

@testable import Pages

@Suite("web.md 21.1: whatever is wrong with a form is told at its field, keeps what was typed, and changes nothing")
struct BadInputTests {
    @Test(
        "W23, W26, W29, W45, W46, W55, W65, W66: every form, every field, every way to be wrong")
    func everyForm() async throws {
        try await PolicySite.with { site in
            let untouched = try await site.dump()
            for form in InputTable.forms {
                // Attempts are counted, and limits are not what this is about.
                let isCounted = form.address.hasPrefix("/accounts/")
                let application = try site.application()
                var wrong: [String] = []
                for way in form.everyWrong {
                    wrong += try await send(form, way, site, application)
                    if isCounted { try await forgetAttempts(site) }
                }
                if try await site.dump() != untouched {
                    wrong.append("something has changed")
                    try await site.snapshot.restore()
                }
                #expect(wrong == [], "\(form.name)")
            }
        }
    }

    private func forgetAttempts(_ site: PolicySite) async throws {
        try await site.base.site.database.write { try $0.executeScript("DELETE FROM attempt") }
    }

    @Test("The good values of the table are good: each form is accepted with them")
    func goodValues() async throws {
        try await PolicySite.with { site in
            for form in InputTable.forms {
                var browser = site.browser(form.who, try site.application())
                let filling = filling(form, site)
                let body = form.body(InputForm.Wrong("", [:]), filling: filling)
                let answer = try await browser.send(
                    body, as: "application/x-www-form-urlencoded", to: filling(form.address))
                #expect(answer.status == 302 || answer.status == 303, "\(form.name): \(answer.status)")
                try await site.snapshot.restore()
            }
        }
    }

    /// What is not as it should be.
    private func send(
        _ form: InputForm, _ way: InputForm.Wrong, _ site: PolicySite,
        _ application: Application<RouterResponder<AppRequestContext>>
    ) async throws -> [String] {
        let filling = filling(form, site)
        let body = form.body(way, filling: filling)
        var browser = site.browser(form.who, application)
        let action = filling(form.address)
        let answer = try await browser.send(body, as: "application/x-www-form-urlencoded", to: action)
        let label = "“\(way.field)” with \(way.change.map { "\($0.name)=\($0.value?.prefix(40) ?? "nothing")" })"
        if answer.status != way.status { return ["\(label): \(answer.status)"] }
        guard let shown = ShownForm(answer.body, action: action, fields: form.fields.map(\.name)) else {
            return ["\(label): no form"]
        }
        return problems(form, way, shown, answer.body).map { "\(label): \($0)" }
    }

    /// What the page does not say or has not kept.
    private func problems(
        _ form: InputForm, _ way: InputForm.Wrong, _ shown: ShownForm, _ page: String
    ) -> [String] {
        var problems: [String] = []
        if !page.contains("role=\"alert\"") { problems.append("no summary") }
        // Hidden fields have no place on the page: the summary names them.
        let isHidden = ["revision", "decision", "panel_1", "panel_2"].contains(way.field)
        if isHidden, !page.contains(way.field) { problems.append("\(way.field) is not named") }
        if !way.field.isEmpty, !isHidden, !shown.wrong.contains(way.field) {
            problems.append("not marked, but \(shown.wrong.sorted())")
        }
        let changed = Set(way.change.map(\.name))
        for field in form.fields where !isSecret(field.kind) && !field.value.isEmpty && !field.value.contains("{") {
            let values = shown.values[field.name]?.filter { !$0.isEmpty } ?? []
            if !changed.contains(field.name), values != [field.value] {
                problems.append("\(field.name) is \(values), not \(field.value)")
            }
        }
        if page.contains(AccountSite.password) { problems.append("a password is sent back") }
        // What can be shown in its field is: no text is lost by being wrong.
        for (name, value) in way.change where !way.isRaw && way.status == 422 {
            let kind = form.fields.first { $0.name == name }?.kind
            guard let value, !value.isEmpty, kind != .choice, kind != .boxes, let kind, !isSecret(kind)
            else {
                continue
            }
            if kind == .other, name == "entities" || name == "decision" { continue }
            if shown.values[name]?.contains(value) != true { problems.append("\(name) lost what was typed") }
        }
        return problems
    }

    private func isSecret(_ kind: InputForm.Kind) -> Bool { kind == .password || kind == .uniform }

    private func filling(_ form: InputForm, _ site: PolicySite) -> (String) -> String {
        { text in
            guard let place = site.places[.public] else { return text }
            var row = PolicyRow(method: .post, route: text, answer: 303)
            row.hasSlash = false
            return row.address(place, form.kind)
                .replacing("{super panel}", with: "\(site.base.parent)")
                .replacing("{internal panel}", with: "\(site.places[.internal]?.panel.rawValue ?? 0)")
        }
    }
}
