"""A person's way with an account: register, confirm by mail, sign in, change the password, sign out."""
import email, email.policy, pathlib, re, tempfile, time, urllib.parse

import pytest

from deeds import fill
from panelsite import serve

PASSWORD, CHANGED = "Gene-panels 4u", "Another-horse 10"


@pytest.fixture(scope="module")
def accounts():
    """A site without data, and the folder its mails are written to."""
    with tempfile.TemporaryDirectory(prefix="panelapp-accounts-") as folder, serve(folder) as base:
        yield base, pathlib.Path(folder) / "mail"


def mail(folder, to, subject):
    """The text of the mail, once it is there."""
    for _ in range(100):
        for file in sorted(folder.glob("**/*.eml")) if folder.exists() else []:
            message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            if to in message["To"] and subject in message["Subject"]:
                return message.get_body(("plain",)).get_content()
        time.sleep(0.1)
    raise AssertionError(f"no mail to {to} about {subject} in {folder}: {[f.name for f in folder.glob('**/*')]}")


def link(text, part):
    return urllib.parse.urlsplit(re.search(rf"\S*{part}\S*", text).group()).path


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_account_from_registration_to_signing_out(accounts, browser, script):
    base, mails = accounts
    name = "ada" if script else "bea"
    context = browser.new_context(base_url=base, java_script_enabled=script)
    page = context.new_page()

    page.goto("/")
    page.get_by_role("link", name="Register").click()
    fill(page, username=name, first_name="Ada", last_name="Lovelace", email=f"{name}@example.org",
         confirm_email=f"{name}@example.com", password1=PASSWORD, password2=PASSWORD, affiliation="Engine works",
         role="Researcher", workplace="Research lab", group="Other")
    page.get_by_role("button", name="Register").click()
    assert page.get_by_role("alert").get_by_role("link").all_inner_texts() == [
        "E-mail address again: The two e-mail addresses differ."]
    assert page.locator("#id_affiliation").input_value() == "Engine works"
    assert page.locator("#id_role").input_value() == "Researcher"
    page.get_by_role("alert").get_by_role("link").click()
    assert page.evaluate("document.activeElement.id") == "id_confirm_email" or not script
    fill(page, confirm_email=f"{name}@example.org", password1=PASSWORD, password2=PASSWORD)
    page.get_by_role("button", name="Register").click()
    assert page.url == f"{base}/"
    assert "sent you a mail" in page.locator(".note[role=status]").inner_text()

    page.goto("/accounts/login/?next=/panels/")
    fill(page, username=name, password=PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_role("alert").is_visible(), "not before the address is confirmed"

    page.goto(link(mail(mails, f"{name}@example.org", "registration"), "verify_email"))
    assert "confirmed" in page.locator(".note[role=status]").inner_text()
    fill(page, username=name, password=PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_role("link", name="Ada Lovelace").is_visible()
    page.reload()
    assert page.locator(".note[role=status]").count() == 0, "a message is shown once"

    page.get_by_role("link", name="Ada Lovelace").click()
    page.get_by_role("link", name="Change password").click()
    fill(page, current_password=PASSWORD, password1=CHANGED, password2=CHANGED)
    page.get_by_role("button", name="Change password").click()
    assert "Your password is changed" in page.locator(".note[role=status]").inner_text()

    page.get_by_role("button", name="Make a token").click()
    assert re.fullmatch(r"Authorization: Token [0-9a-f]{40}", page.locator("code.secret").inner_text())

    page.get_by_role("button", name="Sign out").click()
    assert "signed out" in page.locator(".note[role=status]").inner_text()
    fill(page, username=name, password=CHANGED)
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_role("button", name="Sign out").is_visible()
    context.close()


def test_forgotten_password(accounts, browser):
    base, mails = accounts
    context = browser.new_context(base_url=base)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_role("link", name="I forgot my password").click()
    fill(page, email="ada@example.org")
    page.get_by_role("button", name="Send the link").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Look into your mailbox"
    page.goto(link(mail(mails, "ada@example.org", "Reset"), "/reset/"))
    fill(page, new_password1="Third-horse 11", new_password2="Third-horse 11")
    page.get_by_role("button", name="Set password").click()
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    fill(page, username="ada", password="Third-horse 11")
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_role("button", name="Sign out").is_visible()
    context.close()
