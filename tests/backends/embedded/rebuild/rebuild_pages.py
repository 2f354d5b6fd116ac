"""Small pages with one thing each to be measured."""

_HEAD = "<!doctype html><meta charset=utf-8><style>body{margin:0;font:16px Arial,sans-serif;"

PAGES = {
    "type": _HEAD
    + """color:#222}p{margin:0;position:absolute;left:40px}</style><body>
<p style="top:30px;font-size:32px;font-weight:700">Quarterly report</p>
<p style="top:90px;font-size:16px;color:#555">Revenue grew in every region we serve</p>
<p style="top:130px;font-size:16px;font-weight:700;color:#b00020">Three invoices are overdue</p>
<p style="top:170px;font-size:13px">Prepared for the board on Tuesday morning</p>
<p style="top:220px;font:20px 'Liberation Serif',serif">A serif line about distant harbours</p>
<p style="top:270px;font:15px 'Liberation Mono',monospace">print("all numbers", total)</p>
<p style="top:320px">Read the <a href="#" style="color:#0645ad">annual summary</a> before lunch</p>
<p style="top:370px">中文页面标题与说明文字</p>
<p style="top:420px">Use a &lt; b &amp; `c` in &quot;code&quot; samples</p>""",
    "surfaces": _HEAD
    + """background:#f3f4f8;color:#222}div{position:absolute;box-sizing:border-box}</style><body>
<div style="left:0;top:0;width:900px;height:64px;background:#243b6b"></div>
<div style="left:40px;top:110px;width:300px;height:180px;background:#fff;border-radius:12px;
 box-shadow:0 6px 18px rgba(0,0,0,.16)"></div>
<div style="left:400px;top:110px;width:200px;height:90px;background:#fff;
 border:2px solid #8892a6"></div>
<div style="left:400px;top:240px;width:400px;height:60px;
 background:linear-gradient(90deg,#ff5500,#2266ee)"></div>
<div style="left:40px;top:360px;width:760px;height:1px;background:#9aa3b5"></div>
<div style="left:40px;top:400px;width:36px;height:36px">
<svg width="36" height="36" viewBox="0 0 36 36" fill="none" stroke="#c2185b" stroke-width="4">
<circle cx="14" cy="14" r="9"/><path d="M21 21 L33 33 M26 33 L33 26"/></svg></div>
<div style="left:100px;top:408px">Search everything</div>""",
    "crossed": _HEAD
    + """background:#fff}</style><body>
<div style="height:300px;background:linear-gradient(180deg,#0b1d51,#3f7fbf)">
<div style="padding:90px 0 0 120px;color:#fff;font:700 40px Arial">Summer in the north</div>
<div style="padding:14px 0 0 120px;color:#fff;font:18px Arial">Ferries leave every morning</div>
</div><p style="margin:40px 120px">Below the banner stands plain text</p>""",
    "form": _HEAD
    + """color:#333}label,input,button,select,textarea,a{position:absolute;font:15px Arial}
input[type=text]{width:300px;height:38px;border:1px solid #adb5bd;border-radius:4px;
padding:0 12px;box-sizing:border-box}input::placeholder{color:#adb5bd}
button{height:40px;width:140px;border:0;border-radius:4px;background:#0d6efd;color:#fff}</style>
<body><label style="left:40px;top:40px">Full name</label>
<input type=text style="left:40px;top:66px" value="Ada Lovelace">
<label style="left:40px;top:130px">City</label>
<input type=text style="left:40px;top:156px" placeholder="Where you live">
<input type=checkbox checked style="left:40px;top:224px;width:16px;height:16px;margin:0">
<label style="left:66px;top:224px">Send me the newsletter</label>
<button style="left:40px;top:270px">Create account</button>
<a href="#" style="left:210px;top:281px;color:#0d6efd">Sign in instead</a>""",
}
