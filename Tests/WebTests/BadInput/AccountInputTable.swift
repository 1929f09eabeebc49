import Domain

/// The forms about accounts with every way in which they can be wrong (`web.md` 16, `accounts-jobs-files.md` 2-4).
enum AccountInputTable {
    typealias Field = InputForm.Field
    typealias Wrong = InputForm.Wrong

    private static let profile: [Field] = [
        Field("first_name", .text(atMost: 30), "Ada", required: true),
        Field("last_name", .text(atMost: 150), "O’Neil-Möller", required: true),
        Field("affiliation", .text(atMost: 1_024), "Here & <there>", required: true),
        Field("role", .choice, "Clinician", required: true), Field("workplace", .choice, "Other", required: true),
        Field("group", .choice, "Other", required: true),
    ]

    private static func passwords(_ first: String, _ second: String) -> [Wrong] {
        [
            Wrong(first, [first: "", second: ""]), Wrong(second, [first: "Different-5", second: "Different-6"]),
            Wrong(second, [first: "short", second: "short"]), Wrong(second, [first: "password1", second: "password1"]),
            Wrong(second, [first: "8273645182736", second: "8273645182736"]),
            Wrong(
                second,
                [first: String(repeating: "Ab1", count: 400), second: String(repeating: "Ab1", count: 400)]),
        ]
    }

    static let forms: [InputForm] = [
        InputForm(
            name: "Register", address: "/accounts/registration/", who: .anonymous,
            fields: profile + [
                Field("username", .text(atMost: 150), "newcomer", required: true),
                Field("email", .email, "n@example.org", required: true),
                Field("confirm_email", .other, "n@example.org", required: true),
                Field("password1", .password, "Some-words 17", required: true),
                Field("password2", .password, "Some-words 17", required: true),
            ],
            wrongs: passwords("password1", "password2") + [
                Wrong("username", ["username": "curator"]), Wrong("username", ["username": "two words"]),
                Wrong("username", ["username": "a/b"]), Wrong("confirm_email", ["confirm_email": "m@example.org"]),
                Wrong("password2", ["password1": "newcomer1", "password2": "newcomer1"]),
                Wrong("first_name", ["first_name": "evil.example"]), Wrong("last_name", ["last_name": "<b>"]),
            ]),
        InputForm(
            name: "Sign in", address: "/accounts/login/", who: .anonymous,
            fields: [
                Field("username", .uniform, "curator", required: true),
                Field("password", .uniform, AccountSite.password, required: true),
            ],
            wrongs: [
                Wrong("username", ["username": " "]), Wrong("", ["password": "wrong"]),
                Wrong("", ["username": "nobody"]),
                Wrong("", ["username": "disabled"]),
            ]),
        InputForm(
            name: "Change one's password", address: "/accounts/change_password/", who: .external,
            fields: [
                Field("current_password", .password, AccountSite.password, required: true),
                Field("password1", .password, "Some-words 17", required: true),
                Field("password2", .password, "Some-words 17", required: true),
            ],
            wrongs: passwords("password1", "password2") + [
                Wrong("current_password", ["current_password": "wrong"])
            ]),
        InputForm(
            name: "Forgotten password", address: "/accounts/password_reset/", who: .anonymous,
            fields: [Field("email", .email, "curator@example.org", required: true)]),
        InputForm(
            name: "Another confirmation mail", address: "/accounts/verify_email/", who: .anonymous,
            fields: [Field("email", .email, "curator@example.org", required: true)]),
        InputForm(
            name: "Edit one's data", address: "/accounts/profile/edit/", who: .external, fields: profile,
            wrongs: [Wrong("first_name", ["first_name": "a@b.example"])]),
        InputForm(
            name: "Decline an application", address: "/admin/accounts/user/3/actions/confirm_reviewer/", who: .staff,
            fields: [
                Field("decision", .other, "decline", required: true),
                Field("reason", .text(atMost: 2_000), "Not <yet>", required: true),
            ],
            wrongs: [Wrong("decision", ["decision": "perhaps"])]),
    ]
}
