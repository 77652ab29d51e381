import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.body import BodyRefused, canonicalise
from tests.articles.body.sanitising import ALLOWED_ATTRIBUTES, ALLOWED_TAGS, sanitised

PICTURE = "picture:0b9f5f6e-6d1c-4c39-9d3b-2f1f6d0f3a11"
REFUSED = [
    # Scripts as such.
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<script/src=data:,alert(1)></script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>",
    "<script\x20type='text/javascript'>alert(1)</script>",
    "<script\n>alert(1)</script\n>",
    "<script><!--<script></script>-->alert(1)</script>",
    "<p>text<script>alert(1)</script></p>",
    "</p><script>alert(1)</script><p>",
    "<script>alert(1)",
    "<script",
    # Event handlers.
    "<p onclick=alert(1)>x</p>",
    "<p onclick='alert(1)'>x</p>",
    '<p ONMOUSEOVER="alert(1)">x</p>',
    "<p/onclick=alert(1)>x</p>",
    "<p\tonclick=alert(1)>x</p>",
    "<p\nonclick\n=\nalert(1)>x</p>",
    "<p onclick=alert`1`>x</p>",
    "<p onclick>x</p>",
    "<p =onclick=alert(1)>x</p>",
    '<p "onclick=alert(1)>x</p>',
    "<p id=x onfocus=alert(1) tabindex=1>x</p>",
    "<a href=https://e.org onclick=alert(1)>x</a>",
    "<a href='https://e.org'onclick=alert(1)>x</a>",
    '<a href="https://e.org"/onclick=alert(1)>x</a>',
    '<a href="https://e.org" href="javascript:alert(1)">x</a>',
    "<strong onpointerenter=alert(1)>x</strong>",
    "<h2 id=a onclick=alert(1)>x</h2>",
    "<li onclick=alert(1)>x</li>",
    "<blockquote onclick=alert(1)>x</blockquote>",
    "</p onclick=alert(1)>",
    "<div onwheel=alert(1)>x</div>",
    "<body onload=alert(1)>",
    "<p>x<body onload=alert(1)>",
    "<html onclick=alert(1)>",
    "<svg onload=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<img src=x onerror=alert(1)>",
    "<img src=x:x onerror\x0b=alert(1)>",
    "<image src=x onerror=alert(1)>",
    f"<img src={PICTURE} onerror=alert(1)>",
    f"<img src={PICTURE} onload=alert(1)>",
    f"<img src={PICTURE} style=position:fixed>",
    f"<img src={PICTURE} srcset='https://evil.example/pixel.gif 2x'>",
    f"<img src={PICTURE} src=https://evil.example/pixel.gif>",
    f"<img src='{PICTURE}\"onerror=\"alert(1)'>",
    f"<img src='{PICTURE}?https://evil.example/'>",
    f"<img src='{PICTURE}#x'>",
    f"<img src='{PICTURE}\n'onerror=alert(1)>",
    "<img src=https://evil.example/pixel.gif>",
    "<img src=//evil.example/pixel.gif>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "<img src=javascript:alert(1)>",
    "<img src=picture:>",
    "<img src=picture://evil.example/pixel.gif>",
    "<img src=picture:../../secret-key>",
    "<img src=picture:00000000000000000000000000000000>",
    "<img src='\x1a/pictures/a.jpg'>",
    "<img src='&#26;/pictures/a.jpg'>",
    "<p>\x1a/pictures/a.jpg</p>",
    "<p>&#26;</p>",
    f"<img src={PICTURE} alt='&#26;'>",
    f"<figure><a href=javascript:alert(1)><img src={PICTURE}></a></figure>",
    f"<figure><picture><source srcset=https://evil.example/><img src={PICTURE}></picture></figure>",
    f"<img src={PICTURE} usemap=#m>",
    f"<img src={PICTURE} id=location>",
    "<video><source onerror=alert(1)></video>",
    "<audio src onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)>",
    "<textarea autofocus onfocus=alert(1)>",
    "<keygen autofocus onfocus=alert(1)>",
    "<xss autofocus tabindex=1 onfocus=alert(1)></xss>",
    "<x-custom onclick=alert(1)>x</x-custom>",
    # Addresses that run.
    "<a href=javascript:alert(1)>x</a>",
    "<a href=JaVaScRiPt:alert(1)>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='&#1;javascript:alert(1)'>x</a>",
    "<a href='&#x1f;javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='java\r\nscript:alert(1)'>x</a>",
    "<a href='java&#9;script:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href='java&#13;script:alert(1)'>x</a>",
    "<a href='java&Tab;script:alert(1)'>x</a>",
    "<a href='java&NewLine;script:alert(1)'>x</a>",
    "<a href='javascript&colon;alert(1)'>x</a>",
    "<a href='javascript&#58;alert(1)'>x</a>",
    "<a href='javascript&#x3A;alert(1)'>x</a>",
    "<a href='javascript&#0000058alert(1)'>x</a>",
    "<a href='&#106;&#97;&#118;&#97;script:alert(1)'>x</a>",
    "<a href='&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74:alert(1)'>x</a>",
    "<a href='javascript:alert(1)//https://e.org'>x</a>",
    "<a href='javascript://e.org/%0aalert(1)'>x</a>",
    "<a href='java\x00script:alert(1)'>x</a>",
    "<a href='java&#0;script:alert(1)'>x</a>",
    "<a href='javascript\u200b:alert(1)'>x</a>",
    "<a href='\ufeffjavascript:alert(1)'>x</a>",
    "<a href='\u2028javascript:alert(1)'>x</a>",
    "<a href='\u00a0javascript:alert(1)'>x</a>",
    "<a href='ｊavascript:alert(1)'>x</a>",
    "<a href='javaſcript:alert(1)'>x</a>",
    "<a href='javascrıpt:alert(1)'>x</a>",
    "<a href='%6Aavascript:alert(1)'>x</a>",
    "<a href='https:javascript:alert(1)'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='livescript:alert(1)'>x</a>",
    "<a href='mocha:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>x</a>",
    "<a href='data:image/svg+xml,<svg onload=alert(1)>'>x</a>",
    "<a href='blob:https://e.org/1'>x</a>",
    "<a href='filesystem:https://e.org/x'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a href='view-source:https://e.org'>x</a>",
    "<a href='about:blank'>x</a>",
    "<a href='intent://x#Intent;scheme=javascript;end'>x</a>",
    "<a href='feed:javascript:alert(1)'>x</a>",
    "<a href='ftp://e.org/'>x</a>",
    "<a href='tel:+123'>x</a>",
    "<a href='//evil.example/'>x</a>",
    "<a href='/\\evil.example/'>x</a>",
    "<a href='https:\\\\evil.example'>x</a>",
    "<a href='https:/evil.example'>x</a>",
    "<a href='https:///evil.example'>x</a>",
    "<a href='https://e.org\\@evil.example'>x</a>",
    "<a href='https://e.org@evil.example'>x</a>",
    "<a href='https://user:pass@e.org'>x</a>",
    "<a href='https://e.org%00.evil.example'>x</a>",
    "<a href='https://e.org／evil.example'>x</a>",
    "<a href='https://e.org。evil.example'>x</a>",
    "<a href='https://gro.e\u202e//:sptth'>x</a>",
    "<a href='https://e\u200d.org'>x</a>",
    "<a href='#'>x</a>",
    "<a href='?q=javascript:alert(1)'>x</a>",
    "<a href=''>x</a>",
    "<a href>x</a>",
    "<a>x</a>",
    "<a xlink:href='javascript:alert(1)'>x</a>",
    "<a href='https://e.org' target=_blank>x</a>",
    "<a href='https://e.org' ping='https://evil.example'>x</a>",
    "<a href='https://e.org' download>x</a>",
    "<a href='https://e.org' style='position:fixed;inset:0'>x</a>",
    # Styles.
    "<style>@import 'https://evil.example/x.css';</style>",
    "<style><!--</style><script>alert(1)</script>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<p style=width:expression(alert(1))>x</p>",
    "<p class=hidden>x</p>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    # Documents within documents, redirects, bases, forms.
    "<iframe src=https://evil.example></iframe>",
    "<iframe srcdoc='&lt;script&gt;alert(1)&lt;/script&gt;'></iframe>",
    "<frameset><frame src=javascript:alert(1)></frameset>",
    "<p>x<frame src=javascript:alert(1)>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<applet code=x></applet>",
    "<portal src=https://evil.example>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<meta charset=utf-7>+ADw-script+AD4-",
    "<base href=https://evil.example/>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<input type=image formaction=javascript:alert(1)>",
    "<isindex action=javascript:alert(1)>",
    "<dialog open>x</dialog>",
    # Foreign content and mutation.
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1) /></svg>",
    "<svg><use href='data:image/svg+xml,x#x'/></svg>",
    "<svg><foreignObject><p onclick=alert(1)>x</p></foreignObject></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<svg><![CDATA[</svg><script>alert(1)</script>]]>",
    "<math><mi><p>x</p></mi></math>",
    "<math href=javascript:alert(1)>x</math>",
    "<math><annotation-xml encoding=text/html><p>x</p></annotation-xml></math>",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)></style></table></mtext>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<noembed><img title='</noembed><img src=x onerror=alert(1)>'></noembed>",
    "<noframes><p title='</noframes><script>alert(1)</script>'></noframes>",
    "<title><p title='</title><script>alert(1)</script>'></title>",
    "<textarea></textarea><script>alert(1)</script>",
    "<xmp><p title='</xmp><script>alert(1)</script>'></xmp>",
    "<plaintext><p>x</p>",
    "<listing>&lt;img src=x onerror=alert(1)&gt;</listing>",
    "<template><script>alert(1)</script></template>",
    "<p>x</p><template shadowrootmode=open><script>alert(1)</script></template>",
    "<slot name=x>x</slot>",
    "<table><td><script>alert(1)</script></table>",
    "<td>x</td>",
    "<select><script>alert(1)</script></select>",
    "<option>x</option>",
    "<caption>x</caption>",
    # Comments, declarations, sections and tags without an end.
    "<!--[if IE]><script>alert(1)</script><![endif]--><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<!---><script>alert(1)</script>-->",
    "<!-- --!><script>alert(1)</script>-->",
    "<!--<p>x</p>",
    "<!-- x -- > <script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!DOCTYPE html [<!ENTITY x 'y'>]>",
    "<?xml version='1.0'?>",
    "<?php echo 1 ?>",
    "<%= x %></ x>",
    "<p>x</p",
    "<p title='",
    '<a href="https://e.org',
    "<a href='https://e.org>x</a>",
    "<p>x</p/><p/onclick=alert(1)//",
    "</br>",
    # Names that are not what they look like.
    "<ſcript>alert(1)</ſcript>x<p ſtyle=x>",
    "<bloc\u212aquote>x</bloc\u212aquote>",
    "<p\x00onclick=alert(1)>x</p>",
    "<s\x00cript>alert(1)</s\x00cript>",
    "<p\x0conclick=alert(1)>x</p>",
    "<p\x0bonclick=alert(1)>x</p>",
    "<svg:script>alert(1)</svg:script>",
    "<html:script xmlns:html='http://www.w3.org/1999/xhtml'>alert(1)</html:script>",
    "<p xmlns=http://www.w3.org/2000/svg>x</p>",
    # Named elements that stand before globals, and other attributes with a meaning.
    "<a id=location href=https://e.org>x</a>",
    "<form id=document><input name=cookie></form>",
    "<img name=getElementById>",
    "<h2 id=__proto__>x</h2>",
    "<h2 id='x onclick=alert(1)'>x</h2>",
    "<h2 id='x\"onclick=\"alert(1)'>x</h2>",
    "<h2 name=body>x</h2>",
    "<p id=x>x</p>",
    "<p is=x-p>x</p>",
    "<p slot=x>x</p>",
    "<p contenteditable>x</p>",
    "<p data-bind='html: x'>x</p>",
    "<p data-line=7>x</p>",
    "<p v-html=x>x</p>",
    "<p ng-init=alert(1)>x</p>",
    "<p x-data @click=alert(1)>x</p>",
    "<p hx-get=/x>x</p>",
    "<p itemscope itemprop=x>x</p>",
    "<p dir=rtl>x</p>",
    "<blockquote cite=javascript:alert(1)>x</blockquote>",
    "<ol start=2><li>x</ol>",
    # Characters.
    "\x00",
    "x\x00y",
    "x\x08y",
    "x\x1by",
    "x\x7fy",
    "x\x85y",
    "x\u200by",
    "x\ufeffy",
    "x\u202ey",
    "x\u2066y",
    "x\u2028y",
    "x\ud800y",
    "x\uffffy",
    "x&#x202e;y",
    "x&ZeroWidthSpace;y",
    "x&#0;y",
    "x&#xd800;y",
    "x&#8;y",
]

INERT = {
    f"<img src={PICTURE} alt='\"><script>alert(1)</script>'>": (
        f'<figure><img src="{PICTURE}" '
        'alt="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"></figure>'
    ),
    "&lt;script&gt;alert(1)&lt;/script&gt;": "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "&amp;lt;script&amp;gt;": "<p>&amp;lt;script&amp;gt;</p>",
    "&#60;script&#62;": "<p>&lt;script&gt;</p>",
    "&lt<!-- -->script&gt": "<p>&lt;script&gt;</p>",
    "&l<!-- -->t;script>": "<p>&amp;lt;script&gt;</p>",
    "< script>alert(1)< /script>": "<p>&lt; script&gt;alert(1)&lt; /script&gt;</p>",
    "<3 <= <": "<p>&lt;3 &lt;= &lt;</p>",
    "\uff1cscript\uff1ealert(1)": "<p>\uff1cscript\uff1ealert(1)</p>",
    "+ADw-script+AD4-": "<p>+ADw-script+AD4-</p>",
    "{{constructor.constructor('alert(1)')()}}": (
        "<p>{{constructor.constructor('alert(1)')()}}</p>"
    ),
    "javascript:alert(1)": "<p>javascript:alert(1)</p>",
    "<p/>x": "<p>x</p>",
    "<!--<script>alert(1)</script>-->x": "<p>x</p>",
    "<!--!><script>alert(1)</script>-->x": "<p>x</p>",
    "<!--x--!>y": "<p>y</p>",
    "<h2 id=location>x</h2>": '<h2 id="location">x</h2>',
    "<h2>javascript:alert(1)</h2>": '<h2 id="javascript-alert-1">javascript:alert(1)</h2>',
    "<a href=https://e.org/?q=<script>>x</a>": (
        '<p><a href="https://e.org/?q=%3Cscript">&gt;x</a></p>'
    ),
    "<a href='https://e.org/\"onclick=\"alert(1)'>x</a>": (
        '<p><a href="https://e.org/%22onclick=%22alert(1)">x</a></p>'
    ),
    "<a href='https://e.org/&quot;&gt;&lt;script&gt;'>x</a>": (
        '<p><a href="https://e.org/%22%3E%3Cscript%3E">x</a></p>'
    ),
    "<a href='https://e.org/`'>x</a>": '<p><a href="https://e.org/%60">x</a></p>',
    "<a href='HTTPS://e.org/?u=javascript:alert(1)'>x</a>": (
        '<p><a href="https://e.org/?u=javascript:alert(1)">x</a></p>'
    ),
    "<a href='mailto:a@e.org?body=<script>'>x</a>": (
        '<p><a href="mailto:a@e.org?body=%3Cscript%3E">x</a></p>'
    ),
}


def walk(node: LexborNode) -> list[tuple[str, dict[str, str | None]]]:
    elements = []
    for child in node.iter(include_text=False):
        elements += [(child.tag, child.attributes), *walk(child)]
    return elements


@pytest.mark.parametrize("trick", REFUSED)
def test_tricks_are_refused(trick: str) -> None:
    with pytest.raises(BodyRefused) as refused:
        canonicalise(trick)

    assert all(problem.detail.endswith((".", "?")) for problem in refused.value.problems)


@pytest.mark.parametrize(("trick", "canonical"), INERT.items())
def test_tricks_without_effect_come_out_as_text(trick: str, canonical: str) -> None:
    result = canonicalise(trick)

    assert result == canonical


@pytest.mark.parametrize("canonical", INERT.values())
def test_canonical_form_survives_a_sanitiser_unchanged(canonical: str) -> None:
    assert sanitised(canonical) == canonical


@pytest.mark.parametrize("canonical", INERT.values())
def test_canonical_form_parses_to_allowed_elements_only(canonical: str) -> None:
    elements = walk(LexborHTMLParser(canonical).body)

    assert elements
    for name, attributes in elements:
        assert name in ALLOWED_TAGS
        assert set(attributes) == set(ALLOWED_ATTRIBUTES.get(name, ()))
        assert attributes.get("src", PICTURE) == PICTURE
        assert attributes.get("href", "https:").startswith(("https:", "http:", "mailto:"))


def test_corpus_holds_each_trick_once() -> None:
    assert len({*REFUSED, *INERT}) == len(REFUSED) + len(INERT) >= 120
