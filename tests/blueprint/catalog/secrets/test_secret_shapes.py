"""Every form of secret is recognized anywhere in a text; ordinary texts are left alone. All secrets are made up."""

import base64

import pytest

from blueprint.catalog.secrets.shapes import SHAPES, shape_of
from blueprint.catalog.secrets.texts import secret_in

PEM = "-----BEGIN {}PRIVATE KEY-----\nMII\n"
EXAMPLES = {
    "a private key": [PEM.format(kind) for kind in ("", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED ")]
    + [base64.b64encode(PEM.format(kind).encode()).decode() for kind in ("", "RSA ", "EC ", "OPENSSH ")],
    "a URL with a password": ["redis://:hunter2@redis.example", "pip --index-url https://ada:hunter2@a.example/b"],
    "an AWS access key": ["AKIA" + "A" * 16],
    "a GitHub token": ["ghp_" + "a" * 36, "https://ghs_" + "a" * 36 + "@github.com/a/b", "github_pat_" + "a" * 82],
    "a GitLab token": ["glpat-" + "a" * 20, "GR1348941" + "a" * 20],
    "a Slack token": ["xoxb-" + "1" * 12, "https://hooks.slack.com/services/T0/B0/abc"],
    "a JSON web token": ["Bearer eyJ" + "a" * 20 + ".eyJ" + "a" * 20 + ".abc"],
    "a Docker Hub token": ["dckr_pat_" + "a" * 27],
    "a token of NVIDIA NGC": ["nvapi-" + "a" * 64],
    "a Hugging Face token": ["hf_" + "a" * 34],
    "a Google API key": ["AIza" + "a" * 35],
    "an Azure storage key": ["AccountName=a;AccountKey=" + "a" * 86 + "==", "https://a.example/b?sv=1&sig=" + "a" * 43],
    "a token of an AI service": ["sk-ant-" + "a" * 40, "sk-proj-" + "a" * 40],
    "a token of a package index": ["pypi-AgE" + "a" * 60, "npm_" + "a" * 36, "//a.example/:_authToken=abcdefgh"],
    "a token of Vault or Pulumi": ["hvs." + "a" * 24, "pul-" + "a" * 40],
    "a Stripe or SendGrid key": ["sk_live_" + "a" * 24, "SG." + "a" * 22 + "." + "a" * 43],
    "registry credentials": ['{"auths": {"docker.io": {"auth": "YWRhOmh1bnRlcjI="}}}'],
    "a password of .netrc": ["machine git.example login ada password hunter2"],
    "a header with credentials": [
        "Authorization: Basic YWRhOmh1bnRlcjI=",
        "authorization: 'Bearer abcdefgh1234'",
        'proxy_set_header Authorization "Basic YWRhOmh1bnRlcjI=";',
    ],
}
ORDINARY = [
    "https://ada@a.example:8080/b?c=d:e@f",
    "https://a.example:8080/b@c",
    "redis://:$(PASSWORD)@redis.example",
    "https://oauth2:${TOKEN}@git.example/a",
    "nvcr.io/nvidia/pytorch:24.08-py3",
    "docker.io/library/python@sha256:" + "0f" * 32,
    "-----BEGIN CERTIFICATE-----\nMII",
    base64.b64encode(b"-----BEGIN CERTIFICATE-----\nMII").decode(),
    "task-proj-hf_model, sk-learn-and-other-libraries-of-python",
    "Basic authentication is off",
    "The password: see the wiki",
]


def test_every_form_has_an_example() -> None:
    assert list(EXAMPLES) == list(SHAPES)


@pytest.mark.parametrize(("what", "text"), [(what, text) for what, texts in EXAMPLES.items() for text in texts])
def test_a_secret_is_recognized_by_its_form(what: str, text: str) -> None:
    assert shape_of(text) == what
    assert shape_of(f"before\n  {text}\nafter") == what


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_texts_are_left_alone(text: str) -> None:
    assert shape_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        'api {\n  credentials {"access_key": "hunter2", "secret_key": "hunter3"}\n}',
        "agent.git_pass: hunter2",
        "#!/bin/bash\nexport CLEARML_AGENT_GIT_PASS=hunter2\n",
        "jdbc:postgresql://db.example/a?user=ada&password=hunter2",
        "Server=db.example;User Id=ada;Password=hunter2;",
        "--requirepass --password=hunter2",
    ],
)
def test_a_text_that_sets_a_secret_is_recognized(text: str) -> None:
    assert (secret_in(text) or "").startswith("a text that sets ")


@pytest.mark.parametrize("text", ["login --user ada --password hunter2", "a --token 'hunter2'", '--api-key "hunter2"'])
def test_the_value_of_an_option_in_a_text_is_recognized(text: str) -> None:
    assert (secret_in(text) or "").startswith("a text with the value of --")


@pytest.mark.parametrize(
    "text",
    [
        "export GIT_PASS=$(cat /run/secrets/git)",
        'secret_key: ${?CLEARML_API_SECRET_KEY}, password: "{{ .Values.x }}"',
        "password = os.environ['PASSWORD']; token = None",
        "--token-file=/run/token --password-file=/run/password --token=/run/token",
        "docker login --password-stdin registry; a --token $TOKEN --password --verbose; b --key-file /run/key",
        "docker build --secret id=pip,src=/run/pip .; c --token /run/token | tail",
        "if (token == other) { agent.git_user: ada }",
    ],
)
def test_a_text_that_names_a_secret_is_left_alone(text: str) -> None:
    assert secret_in(text) is None
