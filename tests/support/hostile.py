"""Texts that try to run, load, cover, reverse or freeze the page that shows them, by name."""

_RUN = "window.ran=1"
_FAR = "http://far.example"

#: Each shows the word ``visible``, so that a test can see that nothing was lost.
PAYLOADS: dict[str, str] = {
    # Script in HTML.
    "script": f"visible <script>{_RUN}</script>",
    "script-src": f"visible <script src='{_FAR}/x.js'></script>",
    "script-split": f"visible <scr<script>ipt>{_RUN}</scr</script>ipt>",
    "img-onerror": f"visible <img src=x onerror='{_RUN}'>",
    "svg-onload": f"visible <svg onload='{_RUN}'></svg>",
    "svg-script": f"visible <svg><script>{_RUN}</script></svg>",
    "svg-use": f"visible <svg><use href='{_FAR}/x.svg#a'></use></svg>",
    "svg-animate": f"visible <svg><a><animate attributeName=href values='javascript:{_RUN}'/><text>x</text></a></svg>",
    "math-mutation": (
        f"visible <math><mtext><table><mglyph><style><!--</style><img src=x onerror='{_RUN}'>--></style>"
        "</mglyph></table></mtext></math>"
    ),
    "details-toggle": f"visible <details open ontoggle='{_RUN}'>x</details>",
    "autofocus": f"visible <input autofocus onfocus='{_RUN}'>",
    "marquee": f"visible <marquee onstart='{_RUN}'>x</marquee>",
    "video": f"visible <video src='{_FAR}/v.mp4' onerror='{_RUN}' autoplay></video>",
    "template": f"visible <template><img src=x onerror='{_RUN}'></template>",
    "noscript": f"visible <noscript><p title='</noscript><img src=x onerror={_RUN}>'></noscript>",
    "comment": f"visible <!--><img src=x onerror='{_RUN}'>-->",
    "cdata": f"visible <![CDATA[<img src=x onerror='{_RUN}'>]]>",
    # Frames, forms and the page's head.
    "iframe": f"visible <iframe src='{_FAR}'></iframe>",
    "iframe-srcdoc": f"visible <iframe srcdoc='<script>parent.{_RUN}</script>'></iframe>",
    "object": f"visible <object data='{_FAR}/x.swf'></object><embed src='{_FAR}/x.swf'>",
    "form": f"visible <form action='{_FAR}'><input name=q><button>Send</button></form>",
    "meta-refresh": f"visible <meta http-equiv=refresh content='0;url={_FAR}'>",
    "base": f"visible <base href='{_FAR}/'>",
    "link-prefetch": f"visible <link rel=prefetch href='{_FAR}/x'><link rel=stylesheet href='{_FAR}/x.css'>",
    # Style.
    "style": "visible <style>* { display: none !important } main { background: red }</style>",
    "style-import": f"visible <style>@import url({_FAR}/x.css);</style>",
    "style-cover": "visible <div style='position:fixed;inset:0;background:red;z-index:9999'>x</div>",
    "style-url": f"visible <p style='background:url({_FAR}/x.png)'>x</p>",
    "class": "visible <div class='mantine-Modal-overlay ts-skip-link'>x</div>",
    "clobber": "visible <a id=root name=body></a><form id=location><input name=assign></form>",
    # Addresses.
    "javascript": f"[visible](javascript:{_RUN})",
    "javascript-case": f"[visible](JaVaScRiPt:{_RUN})",
    "javascript-tab": f"[visible](<java\tscript:{_RUN}>)",
    "javascript-entity": f"[visible](&#106;avascript&colon;{_RUN})",
    "javascript-control": f"[visible](<&#1;javascript:{_RUN}>)",
    "javascript-reference": f"[visible][x]\n\n[x]: javascript:{_RUN}",
    "javascript-auto": f"visible <javascript:{_RUN}>",
    "data-html": f"[visible](data:text/html,<script>{_RUN}</script>)",
    "vbscript": "[visible](vbscript:msgbox)",
    "attribute-breakout": f'[visible](https://far.example/"onmouseover="{_RUN}" \'a"b\')',
    "remote-image": f"visible ![pixel]({_FAR}/pixel.gif) ![x](//far.example/p.gif)",
    "image-in-link": f"visible [![x]({_FAR}/x.png)]({_FAR})",
    "footnote": f"visible[^1]\n\n[^1]: note <img src=x onerror='{_RUN}'>",
    "table": f"| visible | <img src=x onerror='{_RUN}'> |\n|---|---|\n| [x](javascript:{_RUN}) | a |",
    "fence": f"visible\n\n```html\n<script>{_RUN}</script>\n```",
    "fence-language": f'visible\n\n```"><img src=x onerror={_RUN}>\ncode\n```',
    # Formulas.
    "math-href": f"visible $\\href{{javascript:{_RUN}}}{{x}}$",
    "math-image": f"visible $\\includegraphics{{{_FAR}/x.png}}$ $\\url{{{_FAR}}}$",
    "math-html": f"visible $\\htmlStyle{{position:fixed;inset:0}}{{x}} \\htmlData{{onload={_RUN}}}{{y}}$",
    "math-bomb": (
        "visible $\\def\\a{xx}\\def\\b{\\a\\a\\a\\a}\\def\\c{\\b\\b\\b\\b}\\def\\d{\\c\\c\\c\\c}"
        "\\d\\d\\d\\d\\d\\d\\d\\d$"
    ),
    "math-loop": "visible $\\def\\a{\\a\\a}\\a$",
    "math-size": "visible $\\rule{99999em}{99999em} \\kern99999em x \\Huge\\Huge y$",
    "math-nested": "visible $" + "\\sqrt{" * 600 + "x" + "}" * 600 + "$",
    "math-many": "visible " + "$x_1$ " * 5000,
    # Letters.
    "bidi-override": "visible \u202e gnp.exe \u202e\u202e\u202e",
    "bidi-isolate": "visible \u2067\u2067\u2067 \u202b abc",
    "zalgo": "visible " + "".join(letter + "\u0301\u0316\u0489" * 40 for letter in "he comes"),
    "invisible": "visible \u200b\u200d\ufeff\u2060\U000e0041\U000e007f",
    "noncharacters": "visible \ufffe \uffff \ue000\ue0000\ue001 \x85",
    # Size and depth.
    "line-1MB": "visible " + "x" * 1_000_000,
    "words-1MB": "visible " + "word " * 200_000,
    "lines": "visible\n" * 20_000,
    "quotes": "> " * 8000 + "visible",
    "lists": "visible\n\n" + "- " * 8000,
    "brackets": "visible " + "[" * 30_000 + "]" * 30_000,
    "links": "visible " + "[a](" * 15_000,
    "references": "visible " + "[a]" * 15_000,
    "emphasis": "visible " + "*a **b " * 10_000,
    "emphasis-runs": "visible " + "*" * 5000 + "a" + "*" * 5000,
    "backticks": "visible " + " ".join("`" * length for length in range(1, 300)),
    "table-wide": "|visible|" + "a|" * 2000 + "\n|" + "-|" * 2001 + "\n|" + "b|" * 2001,
    "table-long": "|visible|b|\n|-|-|\n" + "|1|2|\n" * 8000,
    "fence-long": "visible\n\n```python\n" + "x = [((" * 60_000 + "\n```",
    "fence-regex": "visible\n\n```javascript\n" + "/" + "(a+)+" * 3000 + "\n```",
    "html-open": "visible " + "<!--" * 20_000,
    "entities": "visible " + "&amp;" * 20_000,
    "addresses": "visible " + "https://far.example/a?b=c " * 3000,
    "headings": "visible\n\n" + "# a\n" * 8000,
}
