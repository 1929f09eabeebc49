/// `docs/configuration.md`, made of the declarations that the reader works by, so that it cannot say anything else.
enum ConfigurationGuide {
    static var markdown: String {
        let sections = Catalogue.sections.map { section in
            "## \(section.title)\n\n\(note(section.title))\(table(section.variables))"
        }
        return ([introduction, needs] + sections + [gunicorn]).joined(separator: "\n\n") + "\n"
    }

    private static let introduction = """
        # Configuration

        By environment variables only, read once at the start. This page is what `panelapp check-config --list --markdown`
        prints; a test fails when it differs. `panelapp check-config [web|worker]` tells everything that is wrong with an
        environment, touches no network, and ends with 0 or 78. Its output holds no secret.

        ## The mode

        | Name | Meaning |
        |---|---|
        | `\(Mode.variable)` | \(Mode.text) It alone chooses between the two worlds; unset while a bucket or the static domain is \
        set, it is an error. `DJANGO_SETTINGS_MODULE` is ignored, with a warning unless it is `panelapp.settings.docker-aws`. |

        ## How values are read

        - Unset, empty and blank are the same: missing. Where "may be empty" stands below, an empty value has a meaning of its own.
        - Blanks around a value are dropped. A secret loses one line end at its end and nothing else.
        - Boolean: `true` `false`, `1` `0`, `yes` `no`, `on` `off`, in any case. Integers are decimal. Anything else is an error.
        - A **secret** `X` may be in a file: `X_FILE` names it. Both set, or a file that cannot be read, is an error.
        - Items of a list are trimmed, empty ones dropped.
        - Names are case sensitive. Unknown names are ignored, but for those that begin with `GUNICORN_`: one warning each.
        - A command reads only the variables that name it, and ignores others, malformed or not. Variables of the other mode are told
          once, at INFO.
        - Every problem is reported before the process ends with 78: one line `config.invalid` each, with `variable` and `reason`,
          and with the value of what is no secret. After that `config.loaded` lists the **names** that were set.
        """

    /// Which variables a command cannot do without in aws mode: the reader itself is asked, with an empty environment.
    private static var needs: String {
        let rows = CommandKind.allCases.map { command in
            "| \(cell(command.words)) | \(missing(command).map { "`\($0)`" }.joined(separator: ", ")) |"
        }
        return """
            ## What aws mode cannot do without

            | Command | Mandatory |
            |---|---|
            \(rows.joined(separator: "\n"))

            `DATABASE_URL` may be given in parts (`DATABASE_HOST`, ...), `AWS_S3_STATICFILES_CUSTOM_DOMAIN` as `STATIC_URL`,
            `HEALTH_CHECK_TOKEN` by `HEALTH_ACCESS_TOKEN_LOCATION`, `AWS_REGION` as `AWS_DEFAULT_REGION`. "data commands" are
            `createsuperuser`, `import-original`, `import-api`, `demo` and `loaddata FILE`. In local mode nothing is mandatory.
            """
    }

    private static func missing(_ command: CommandKind) -> [String] {
        let reader = ConfigurationReader(
            environment: RawEnvironment([Mode.variable: Mode.aws.rawValue]), postgresProblem: { _ in nil })
        guard case .failure(let failure) = reader.read(for: command) else { return [] }
        return failure.problems.map(\.variable).sorted()
    }

    // MARK: Sections

    private static func table(_ variables: [Variable]) -> String {
        let rows = variables.map { variable in
            let name = "`\(variable.name)`" + (variable.isSecret ? " **secret**" : "")
            let mode = variable.modes.count == 1 ? " (\(variable.modes.map(\.rawValue).joined()) mode)" : ""
            return [name, variable.text, variable.formatWords, variable.defaultWords, variable.userWords + mode]
        }
        return lines(["Name", "Meaning", "Format", "Default", "Read by"], rows)
    }

    private static func lines(_ head: [String], _ rows: [[String]]) -> String {
        ([head, head.map { _ in "---" }] + rows).map { row in
            "| \(row.map(cell).joined(separator: " | ")) |"
        }.joined(separator: "\n")
    }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

    /// What a section has to say beside its table: the rules over several of its variables.
    private static func note(_ title: String) -> String {
        switch title {
        case "Founding variables":
            "The same bucket for both kinds of files is a warning. Slashes around a location are removed with a warning.\n\n"
        case "Founding variables that are secret":
            """
            A short `SECRET_KEY` or `HEALTH_CHECK_TOKEN` is a warning; the key that the original's repository published is refused. \
            AWS keys come both or not at all; without an endpoint of an emulator they are one warning, `credentials.static`. One of \
            the two halves of the mail login is a warning, and no login.


            """
        case "AWS credentials":
            """
            The first of these sources that is there counts: explicit keys, a web identity, the agent of a container, the instance. \
            `CELERY_BROKER_URL` may hold keys for SQS alone. None at all ends `web` and `worker` with 78.


            """
        case "Sign-in at an AWS load balancer":
            """
            All three headers must come from a peer of `FORWARDED_ALLOW_IPS`, and the token must pass every check (`docs/architecture.md`); \
            otherwise the visitor is nobody, and a warning says why.


            """
        case "Mail":
            """
            `EMAIL_USE_TLS` and `EMAIL_USE_SSL`, both set and on, are an error. A login without TLS, and a certificate that is not \
            checked, are warnings.


            """
        default: ""
        }
    }

    private static var gunicorn: String {
        let rows = Gunicorn.ignored.map { group in
            [group.settings.map { "`\(Gunicorn.prefix)\($0.uppercased())`" }.joined(separator: ", "), group.reason]
        }
        return """
            ## `GUNICORN_*`

            The names of the server that the images used to run, read by `web` alone. Integers may be written as `0x1F` and `0o17`,
            booleans are `true` and `false`.

            \(table(Gunicorn.supported))

            These are accepted with one warning each, `gunicorn.ignored`:

            \(lines(["Names", "Why"], rows))

            Any other name is a warning, too: `gunicorn.unknown`.
            """
    }
}
