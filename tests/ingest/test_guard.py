"""What must never be contacted. Nothing here leaves the process: names and connections are
stand-ins.
"""

import contextlib
import ssl
from ipaddress import ip_address

import pytest

from rag.errors import AddressRefused, FetchError
from rag.ingest.web import Fetcher
from rag.ingest.web.guard import Guard
from tests.webs import NOT_FOUND, OK, PUBLIC, Names, Network, redirect

# Whatever stands in place of a public host. The resolver answers every unknown name with a public
# address, so the guard itself must refuse.
REFUSED_URLS = """
http://127.0.0.1/
http://127.0.0.1:80/
http://127.0.0.1:8080/
http://127.255.255.254/
http://2130706433/
http://017700000001/
http://0177.0.0.1/
http://0177.0.0.01/
http://0x7f.1/
http://0x7f000001/
http://0x7F.0x0.0x0.0x1/
http://0x/
http://127.1/
http://127.0.1/
http://127.0.0.1./
http://127.0.0.1../
http://1.1.1.1.127/
http://256.256.256.256/
http://999999999999/
http://1/
http://0/
http://0.0.0.0/
http://%31%32%37.0.0.1/
http://127.0.0.1%00.example.com/
http://127.0.0.1%2f@example.com/
http://127。0。0。1/
http://①②⑦.⓪.⓪.①/
http://\uff11\uff12\uff17.0.0.1/
http://[::1]/
http://[::1]:8080/
http://[::]/
http://[0:0:0:0:0:0:0:1]/
http://[0000:0000:0000:0000:0000:0000:0000:0001]/
http://[::127.0.0.1]/
http://[::ffff:127.0.0.1]/
http://[::ffff:7f00:1]/
http://[::ffff:10.0.0.1]/
http://[::ffff:169.254.169.254]/
http://[::ffff:0:127.0.0.1]/
http://[2002:7f00:1::]/
http://[2002:a9fe:a9fe::1]/
http://[2002:5db8:d822::1]/
http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/
http://[64:ff9b::127.0.0.1]/
http://[64:ff9b::a9fe:a9fe]/
http://[64:ff9b::10.0.0.1]/
http://[64:ff9b:1::127.0.0.1]/
http://[fe80::1]/
http://[fe80::1%25eth0]/
http://[fe80::1%eth0]/
http://[2606:4700::1111%25eth0]/
http://[::1%251]/
http://[fec0::1]/
http://[fc00::1]/
http://[fd00:ec2::254]/latest/meta-data/
http://[ff02::1]/
http://[100::1]/
http://[5f00::1]/
http://[2001:db8::1]/
http://[3fff::1]/
http://[127.0.0.1]/
http://[::1
http://::1/
http://169.254.169.254/latest/meta-data/iam/security-credentials/
http://169.254.170.2/v2/credentials
http://2852039166/latest/meta-data/
http://0xa9fea9fe/
http://0251.0376.0251.0376/
http://100.100.100.200/latest/meta-data/
http://192.0.0.192/opc/v2/instance/
http://168.63.129.16/machine
http://10.0.0.1/
http://172.16.0.1/
http://172.31.255.255/
http://192.168.1.1/
http://100.64.0.1/
http://192.0.2.1/
http://198.18.0.1/
http://198.51.100.1/
http://203.0.113.1/
http://192.88.99.1/
http://224.0.0.1/
http://240.0.0.1/
http://255.255.255.255/
HTTP://127.0.0.1/
hTTps://127.0.0.1/
http://example.com@127.0.0.1/
http://example.com:80@127.0.0.1/
http://user:password@example.com/
http://user@example.com/
http://:password@example.com/
http://@127.0.0.1/
http://127.0.0.1#@example.com/
http://127.0.0.1?@example.com/
http://example.com\\@127.0.0.1/
http://127.0.0.1\\@example.com/
http:\\\\127.0.0.1\\
http://example.com\\.internal/
http:/127.0.0.1/
http:127.0.0.1
http:///127.0.0.1/
http:////127.0.0.1/
//127.0.0.1/
127.0.0.1
example.com
file:///etc/passwd
FILE:///etc/passwd
file://localhost/etc/passwd
gopher://127.0.0.1:6379/_INFO
ftp://example.com/file.txt
data:text/html,hello
javascript:alert(1)
jar:http://example.com!/a
dict://example.com:11211/stat
ldap://example.com/
ws://example.com/
view-source:http://example.com/
http+unix://%2Fvar%2Frun%2Fdocker.sock/info
unix:/var/run/docker.sock
http://example.com:22/
http://example.com:25/
http://example.com:0/
http://example.com:70000/
http://example.com:-1/
http://example.com:80:80/
http://example.com:80a/
http://exa mple.com/
http://exa<mple.com/
http://example..com/
http://.example.com/
http://./
http://example.com,127.0.0.1/
http://example.com;127.0.0.1/
http://${jndi}/
http://*/
http://ex\u00adample.com\u2028/
http://localhost/
http://LOCALHOST/
http://localhost./
http://private.example/
""".strip().split("\n")
REFUSED_URLS += [
    "",
    " ",
    "http://",
    "https://",
    "http://example.com/\r\nX-Injected: 1",
    "http://example.com\r\n.internal/",
    "http://exa\tmple.com/",
    "http://example.com/\x00",
    "\nhttp://127.0.0.1/",
    "http://" + "a" * 70000 + ".example/",
    "http://" + "a" * 64 + ".example/",
    "http://\ud800.example/",
    "http://example.com/\u2028",
]

REFUSED_ADDRESSES = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.1.2.3
168.63.129.16 169.254.0.1 169.254.169.254
172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.170 192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1
192.168.0.1 192.175.48.1 198.18.0.1
198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
:: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:192.168.0.1 ::ffff:0:7f00:1 64:ff9b::7f00:1
64:ff9b::c0a8:1 64:ff9b:1::1 100::1 2001::1 2001:2::1
2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1:: 2002:5db8:d822:: 3fff::1 5f00::1 fc00::1 fd00::1
fd00:ec2::254 fe80::1 fe80::1%eth0
febf::1 fec0::1 ff02::1 ff0e::1 2606:4700::1111%eth0
""".split()

PUBLIC_ADDRESSES = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 93.184.216.34 100.63.255.255 100.128.0.0 126.255.255.255
128.0.0.0 169.253.255.255 169.255.0.0
172.15.255.255 172.32.0.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255
2606:4700::1111 2a00:1450:4001::200e 2400:cb00::1 ::ffff:93.184.216.34 64:ff9b::5db8:d822
""".split()

REFUSED_REDIRECTS = """
http://127.0.0.1/
http://169.254.169.254/latest/meta-data/
http://[::1]/
http://[::ffff:127.0.0.1]/
http://2130706433/
http://0x7f.1/
http://localhost/
http://private.example/
https://private.example/
//127.0.0.1/
//private.example/path
/\\127.0.0.1/
\\\\127.0.0.1\\
http:\\\\127.0.0.1/
file:///etc/passwd
FILE:/etc/passwd
gopher://127.0.0.1:6379/_INFO
ftp://example.com/
data:text/plain,hello
javascript:alert(1)
http://user:password@example.com/
http://example.com@127.0.0.1/
http://example.com:22/
http://[::1/
http://①②⑦.⓪.⓪.①/
""".strip().split("\n")


def names(**answers):
    return Names(localhost=[["127.0.0.1", "::1"]], private_example=[["10.0.0.8"]], **answers)


def fetcher(network, resolve=None, **settings):
    return Fetcher(
        max_bytes=1000,
        resolve=resolve or names(),
        network=network,
        sleep=lambda seconds: None,
        **settings,
    )


@pytest.mark.parametrize("url", REFUSED_URLS, ids=ascii)
def test_a_url_that_leads_elsewhere_is_refused_without_a_connection(url):
    network = Network()
    with pytest.raises(AddressRefused):
        fetcher(network).get(url)
    assert network.connected == []


@pytest.mark.parametrize("address", REFUSED_ADDRESSES)
def test_a_name_of_an_address_that_is_not_public_is_refused_without_a_connection(address):
    network = Network()
    with pytest.raises(AddressRefused, match=r"evil\.example"):
        fetcher(network, names(evil_example=[[address]])).get("https://evil.example/")
    assert network.connected == []


@pytest.mark.parametrize("address", REFUSED_ADDRESSES)
@pytest.mark.parametrize("before", [True, False], ids=["first", "last"])
def test_one_forbidden_address_among_public_ones_refuses_the_name(address, before):
    network = Network()
    mixed = [address, PUBLIC, "2606:4700::1111"] if before else [PUBLIC, "2606:4700::1111", address]
    with pytest.raises(AddressRefused):
        fetcher(network, names(evil_example=[mixed])).get("http://evil.example/")
    assert network.connected == []


@pytest.mark.parametrize("address", PUBLIC_ADDRESSES)
def test_a_public_address_is_contacted(address):
    network = Network()
    assert (
        fetcher(network, names(news_example=[[address]])).get("http://news.example/").data
        == b"text"
    )
    assert {ip_address(host) for host, _ in network.connected} == {ip_address(address)}


@pytest.mark.parametrize("location", REFUSED_REDIRECTS, ids=ascii)
def test_a_redirect_that_leads_elsewhere_is_refused_without_a_second_connection(location):
    network = Network({"start.example/": redirect(location)})
    with pytest.raises(AddressRefused):
        fetcher(network).get("http://start.example/")
    assert {host for host, _ in network.connected} == {PUBLIC}
    assert all(b"host: start.example\r\n" in request.lower() for request in network.requests)


@pytest.mark.parametrize(
    "location",
    ["///127.0.0.1/", "http:///127.0.0.1/", "127.0.0.1", "?@127.0.0.1", "#@127.0.0.1", ""],
)
def test_a_redirect_without_a_host_stays_where_it_is(location):
    network = Network({"start.example/": redirect(location)})
    with contextlib.suppress(FetchError):
        fetcher(network).get("http://start.example/")
    assert {host for host, _ in network.connected} == {PUBLIC}
    assert all(b"host: start.example\r\n" in request.lower() for request in network.requests)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_every_kind_of_redirect_is_checked(status):
    network = Network({"start.example/": redirect("http://127.0.0.1/", status)})
    with pytest.raises(AddressRefused, match="loopback"):
        fetcher(network).get("http://start.example/")


def test_a_chain_of_redirects_is_checked_to_its_end():
    hops = {f"h{n}.example/": redirect(f"http://h{n + 1}.example/") for n in range(4)}
    network = Network({**hops, "h4.example/": redirect("http://private.example/")})
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.8"):
        fetcher(network).get("http://h0.example/")
    assert {host for host, _ in network.connected} == {PUBLIC}


def test_a_redirect_of_robots_txt_is_checked():
    network = Network({"start.example/robots.txt": redirect("http://169.254.169.254/latest/")})
    with pytest.raises(AddressRefused, match="link-local"):
        fetcher(network).get("http://start.example/")
    assert network.connected == [(PUBLIC, 80)]


def test_a_redirect_to_https_is_followed_and_back_to_http_is_refused():
    network = Network(
        {"a.example/": redirect("https://b.example/"), "b.example/": redirect("http://c.example/")}
    )
    with pytest.raises(AddressRefused, match=r"from https to http://c\.example"):
        fetcher(network).get("http://a.example/")
    assert [name for name, _ in network.tls] == ["b.example", "b.example"]


def test_the_checked_address_is_the_one_that_is_contacted():
    """A name whose second answer is private: each connection asks once, and contacts what that
    answer said or nothing.
    """
    resolve = names(rebind_example=[[PUBLIC], ["127.0.0.1"]])
    network = Network()
    with pytest.raises(AddressRefused, match="loopback"):
        fetcher(network, resolve).get("http://rebind.example/")
    assert resolve.asked == ["rebind.example"] * 2
    assert network.connected == [(PUBLIC, 80)]


def test_a_connection_resolves_its_name_once():
    resolve = names()
    network = Network()
    fetcher(network, resolve).get("http://news.example/")
    assert len(resolve.asked) == len(network.connected) == 2


def test_names_are_never_handed_to_the_network():
    network = Network()
    fetcher(network).get("https://bücher.example/")
    assert set(network.connected) == {(PUBLIC, 443)}


def test_host_header_sni_and_certificate_keep_the_name():
    network = Network()
    fetcher(network).get("https://news.example:8443/page")
    name, context = network.tls[-1]
    assert name == "news.example"
    assert context.check_hostname
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert b"Host: news.example:8443\r\n" in network.requests[-1]


def test_a_wrong_certificate_is_said_at_once():
    network = Network(is_impostor=True)
    with pytest.raises(FetchError, match="Hostname mismatch"):
        fetcher(network).get("https://news.example/")
    assert len(network.connected) == 1


def test_an_address_that_does_not_answer_gives_way_to_the_next():
    network = Network(dead=("2606:4700::1111",))
    found = fetcher(network, names(news_example=[["2606:4700::1111", PUBLIC]])).get(
        "http://news.example/"
    )
    assert found.data == b"text"
    assert network.connected[:2] == [("2606:4700::1111", 80), (PUBLIC, 80)]


@pytest.mark.parametrize("entry", ["intranet.example", "INTRANET.example", "intranet.example:8000"])
def test_a_host_can_be_allowed_by_name(entry):
    network = Network()
    resolve = names(intranet_example=[["10.0.0.7"]])
    fetcher(network, resolve, allowed_hosts=[entry]).get("http://intranet.example:8000/")
    assert set(network.connected) == {("10.0.0.7", 8000)}


@pytest.mark.parametrize(
    "url",
    [
        "http://intranet.example/",
        "http://sub.intranet.example:8000/",
        "http://intranet.example.evil.example:8000/",
        "http://10.0.0.7:8000/",
    ],
)
def test_an_allowed_host_allows_nothing_else(url):
    network = Network()
    resolve = names(
        intranet_example=[["10.0.0.7"]],
        sub_intranet_example=[["10.0.0.7"]],
        intranet_example_evil_example=[["10.0.0.7"]],
    )
    with pytest.raises(AddressRefused):
        fetcher(network, resolve, allowed_hosts=["intranet.example:8000"]).get(url)
    assert network.connected == []


def test_an_allowed_host_may_not_send_the_client_to_another():
    network = Network({"intranet.example/": redirect("http://private.example/")})
    with pytest.raises(AddressRefused, match=r"private\.example"):
        fetcher(
            network, names(intranet_example=[["10.0.0.7"]]), allowed_hosts=["intranet.example"]
        ).get("http://intranet.example/")


def test_an_address_in_brackets_can_be_allowed_with_its_port():
    network = Network({"[::1]:8000/robots.txt": NOT_FOUND, "[::1]:8000/": OK})
    assert fetcher(network, allowed_hosts=["[::1]:8000"]).get("http://[::1]:8000/").data == b"text"


def test_environment_proxies_are_ignored(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    network = Network()
    fetcher(network).get("http://news.example/")
    assert set(network.connected) == {(PUBLIC, 80)}


def test_a_password_is_not_repeated_in_the_error():
    with pytest.raises(AddressRefused) as refused:
        fetcher(Network()).get("http://reader:secret@news.example/")
    assert "news.example" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_name_that_does_not_exist_is_no_refusal():
    with pytest.raises(FetchError, match=r"nowhere\.example cannot be found") as missing:
        fetcher(Network(), names(nowhere_example=[[]])).get("http://nowhere.example/")
    assert not isinstance(missing.value, AddressRefused)


def test_a_fragment_is_not_sent():
    assert str(Guard().url("https://news.example/a?b=1#c")) == "https://news.example/a?b=1"
