"""What the page may do: nginx says it in a header, and the browser holds the page to it."""

import re

import pytest


@pytest.mark.parametrize("path", ["/", "/dashboard/style.css", "/healthz", "/no/such/address"])
def test_policy_forbids_inline_code_on_every_answer(service, path):
    policy = service.send(path).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-" not in policy
    assert not re.search(r"\*|https?:|data:.*script", policy), policy
