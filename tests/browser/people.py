"""People in front of a browser."""

from pathlib import Path

from playwright.sync_api import Browser, Page

DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


class Person:
    """Someone signed in; words on the page do not matter, addresses and fields do."""

    def __init__(self, browser: Browser, base: str, username: str, password: str, screen=DESKTOP) -> None:
        self.base = base
        context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **screen)
        self.page: Page = context.new_page()
        self.strays: list[str] = []
        self.page.on("request", self._watch)
        self.goto("/accounts/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", password)
        self.page.locator("main form button").first.click()
        self.page.wait_for_load_state()

    def _watch(self, request) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.strays.append(request.url)

    def goto(self, path: str):
        """Open a page of the portal; it must be there."""
        answer = self.page.goto(self.base + path)
        assert answer.status < 400, f"{path}: {answer.status}"
        return answer

    def press(self, action: str) -> None:
        """Press the first button of the form that posts to an address ending with `action`."""
        form = self.page.locator(f'form[action$="{action}"]').first
        button = form.locator("button").first
        folded = form.locator("xpath=ancestor::details[not(@open)]")
        if folded.count():
            folded.first.locator("summary").first.click()
        with self.page.expect_navigation():
            button.click()

    def upload(self, path: str, field: str, file: Path, **fields: str) -> None:
        """Fill in the page's upload form and send it."""
        self.goto(path)
        self.page.set_input_files(f"input[name={field}]", str(file))
        self.fill(**fields)
        self.send()

    def fill(self, **fields: str) -> None:
        """Fill in fields by name; a double underscore stands for a hyphen."""
        for name, value in fields.items():
            control = self.page.locator(f'main [name="{name.replace("__", "-")}"]').first
            if control.evaluate("element => element.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)

    def send(self) -> None:
        """Press the main form's first button."""
        with self.page.expect_navigation():
            self.page.locator("main form .acts button").first.click()

    @property
    def text(self) -> str:
        """What the page says."""
        return self.page.inner_text("main")
