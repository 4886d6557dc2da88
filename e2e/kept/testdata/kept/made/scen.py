import urllib.request, urllib.parse, http.cookiejar, json, os, subprocess, struct, zlib, time, datetime, secrets, re, html, sys, zipfile, shutil
XH='/tmp/gen/xh'; DIR='/tmp/kk/city'; CLOCK='/tmp/kk/clock'
Z=datetime.timezone(datetime.timedelta(hours=8))
def us(y,mo,d,h,mi=0): return int(datetime.datetime(y,mo,d,h,mi,tzinfo=Z).timestamp())*1000000
def setclock(n):
    open(CLOCK+'.new','w').write(str(n)); os.rename(CLOCK+'.new',CLOCK)
NOW=[0]
def now(*a): NOW[0]=us(*a); setclock(NOW[0])
def step(sec=7): NOW[0]+=sec*1000000; setclock(NOW[0])
ENV=dict(os.environ,XIAOHAO_TEST_CLOCK=CLOCK,XIAOHAO_LANG='en')
def xh(*a,ok=True):
    r=subprocess.run([XH,*a],env=ENV,capture_output=True,text=True)
    print('xh',' '.join(a),'->',r.returncode,r.stdout[-200:].strip(),r.stderr[-150:].strip() if r.returncode else '')
    if ok: assert r.returncode==0,r.stderr
    return r
def uid():
    ms=NOW[0]//1000; b=bytearray(ms.to_bytes(6,'big')+secrets.token_bytes(10)); b[6]=0x70|b[6]&15; b[8]=0x80|b[8]&63
    h=b.hex(); return f'{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}'
def png(seed,w=120,h=90):
    rows=b''
    for y in range(h):
        rows+=b'\0'+b''.join(bytes((((x//20)*41+seed*53)&255,((y//15)*67+seed*97)&255,((x//20*7+y//15*3+seed)*37)&255)) for x in range(w))
    c=lambda t,d: struct.pack('>I',len(d))+t+d+struct.pack('>I',zlib.crc32(t+d))
    return b'\x89PNG\r\n\x1a\n'+c(b'IHDR',struct.pack('>IIBBBBB',w,h,8,2,0,0,0))+c(b'IDAT',zlib.compress(rows,9))+c(b'IEND',b'')
proc=None; URL=''
def serve(xhbin=XH,extra=()):
    global proc,URL
    proc=subprocess.Popen([xhbin,'serve','-data',DIR,'-listen','127.0.0.1:0','-trust-loopback',*extra],env=ENV,stdout=subprocess.PIPE,stderr=open('/tmp/kk/serve.log','a'),text=True)
    URL=re.search(r'http://[0-9.:]+',proc.stdout.readline()).group(0); print(URL)
def stop():
    proc.terminate(); assert proc.wait()==0
TOK={}; LOG=[]
PW='Hengyang#2026'
def raw(method,path,body=None,who='',ctype='application/json',hdr=None):
    h={'Accept-Language':'zh-CN'}
    if who:
        if who not in TOK:
            s,b=raw('POST','/api/v1/sessions',{'login':who,'password':PW}); assert s==201,(who,b); TOK[who]=b['token']
        h['Authorization']='Bearer '+TOK[who]
    data=None
    if body is not None:
        data=body if isinstance(body,bytes) else json.dumps(body,ensure_ascii=False).encode(); h['Content-Type']=ctype
    h.update(hdr or {})
    r=urllib.request.Request(URL+path,data=data,method=method,headers=h)
    try: res=urllib.request.urlopen(r,timeout=30); s,b=res.status,res.read()
    except urllib.error.HTTPError as e: s,b=e.code,e.read()
    try: b=json.loads(b)
    except Exception: pass
    return s,b
def must(method,path,body=None,who='',**k):
    s,b=raw(method,path,body,who,**k)
    if s>=300: print('!!',who,method,path,body if not isinstance(body,bytes) else '',s,b); raise SystemExit(1)
    return b
def get(path,who='supervisor'): return must('GET',path,None,who)
N=[100]
def photo(who=''):
    N[0]+=1; step(1)
    return must('POST','/api/v1/photos',png(N[0]),who,ctype='image/png')['token']
def report(text,photos=0,**k):
    step(); b={'id':uid(),'area':k.pop('area','430405009007'),'place':'市场东门','text':text,'photos':[photo() for _ in range(photos)]}; b.update(k)
    r=must('POST','/api/v1/reports',b)['receipt']
    if k.get('help'): m=get('/api/v1/matters?kind=help&sort=new&limit=1','dispatcher')['matters'][0]['id']
    else: m=get('/api/v1/matters?sort=new&limit=1','dispatcher')['matters'][0]['id']
    return r,m
def give(who,m,cmd,soft=False,**body):
    step(); s,b=raw('POST',f'/api/v1/matters/{m}/commands',{'id':uid(),'command':cmd,'body':body},who)
    if s>=300:
        print('!!' if not soft else '~~',who,m,cmd,body,s,b)
        if not soft: raise SystemExit(1)
    return s<300
def say(r,cmd,hdr=None,**body):
    step(); return must('POST',f'/api/v1/reports/{r}/commands',{'id':uid(),'command':cmd,'body':body},hdr=hdr)
def change(who,*cs):
    step(); return must('POST','/api/v1/changes',{'id':uid(),'changes':[{'type':t,'body':b} for t,b in cs]},who)
def unit(q): return next(u for u in get('/api/v1/units?q='+urllib.parse.quote(q))['units'] if u['code']==q)['id']
def wait(fn,what,n=60):
    for _ in range(n):
        if fn(): return
        time.sleep(0.25)
    print('!! waited for',what); raise SystemExit(1)
def settle():
    import sqlite3
    def done():
        c=sqlite3.connect(f'file:{DIR}/xiaohao.db?mode=ro',uri=True); n=c.execute("SELECT count(*) FROM cursors c, heads h WHERE c.seq<h.seq AND c.name NOT LIKE 'view/%'").fetchone()[0]; c.close(); return n==0
    wait(done,'followers'); time.sleep(2.5); wait(done,'followers')
# the web, as a browser
JAR={}
def page(who,path,lang='zh-CN'):
    h={'Cookie':'xiaohao_session='+tok(who),'Accept-Language':lang}
    return urllib.request.urlopen(urllib.request.Request(URL+path,headers=h)).read().decode()
def tok(who):
    if who not in TOK: raw('GET','/api/v1/me',None,who)
    return TOK[who]
def submit(who,path,action,**fields):
    step(); t=page(who,path)
    for f in re.findall(r'<form[^>]*>.*?</form>',t,re.S):
        a=re.search(r'action="([^"]*)"',f)
        if a and html.unescape(a.group(1))==action:
            v=[]
            for i in re.findall(r'<input[^>]*>',f):
                at=dict(re.findall(r'([a-z]+)="([^"]*)"',i))
                if 'name' in at and at.get('type') in (None,'hidden','text','number','datetime-local','date','tel') and at['name'] not in fields: v.append((at['name'],html.unescape(at.get('value',''))))
            for m in re.finditer(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>',f,re.S):
                o=re.search(r'<option[^>]*value="([^"]*)"[^>]*selected',m.group(2)) or re.search(r'<option[^>]*selected[^>]*value="([^"]*)"',m.group(2)) or re.search(r'<option[^>]*value="([^"]*)"',m.group(2))
                if m.group(1) not in fields and o: v.append((m.group(1),html.unescape(o.group(1))))
            for k,x in fields.items():
                for y in (x if isinstance(x,list) else [x]): v.append((k,y))
            class NR(urllib.request.HTTPRedirectHandler):
                def redirect_request(self,*a): return None
            op=urllib.request.build_opener(NR)
            r=urllib.request.Request(URL+action,data=urllib.parse.urlencode(v).encode(),headers={'Cookie':'xiaohao_session='+tok(who),'Sec-Fetch-Site':'same-origin'})
            try: res=op.open(r); s,b=res.status,res.read().decode()
            except urllib.error.HTTPError as e: s,b=e.code,e.read().decode()
            if s!=303: print('!! form',action,s,re.findall(r'class="error"[^>]*>([^<]*)<',b), v); raise SystemExit(1)
            return
    print('!! no form',action,'on',path, re.findall(r'action="([^"]*)"',t)); raise SystemExit(1)
