from scen import *
import hashlib
st=json.load(open('/tmp/kk/state.json')); NOW[0]=st['now']; setclock(NOW[0]); N[0]=st['N']; M=st['m']
OUT='/tmp/kk/phone'; shutil.rmtree(OUT,ignore_errors=True); os.makedirs(OUT)
reqs=[]
PERSON={}
def person(w):
    if w not in PERSON: PERSON[w]=must('GET','/api/v1/me',None,w)['person']
    return PERSON[w]
TOKENS={}
def send(q):
    body=q.get('body','')
    if q.get('file'):
        data=open(OUT+'/'+q['file'],'rb').read()[q['from']:q['to']]
    else:
        for k,v in TOKENS.items(): body=body.replace('{{'+k+'}}',v)
        data=body.encode() if body else None
    h={'Xiaohao-Lang':'zh-CN'}
    if q.get('person'): h['Xiaohao-Person']=str(q['person'])
    s,b=raw(q['method'],q['path'],data,q.get('login',''),ctype=q.get('type','application/json'),hdr=h)
    if s>=300: print('!!',q['name'],s,b); raise SystemExit(1)
    if isinstance(b,dict) and b.get('token'): TOKENS[q['path'].split('?')[0].split('/')[-1]]=b['token']
    return s,b
def note(q,when):
    s,b=send(q); q=dict(q,when=when,status=s,answer=b); 
    if when=='sent':
        s2,b2=send(q); q['again_status'],q['again']=s2,b2
    reqs.append(q); return b
def upload(login,when,pieces=2,**beside):
    N[0]+=1; step(1); f=f'{N[0]}.png'; data=png(N[0],80,60); open(OUT+'/'+f,'wb').write(data); i=uid(); n=len(data); cut=[n*k//pieces for k in range(pieces+1)]
    note({'name':'how far','login':login,'person':person(login),'method':'GET','path':'/field/uploads/'+i},when) if pieces>2 else None
    for a,b in zip(cut,cut[1:]):
        q={'offset':a,'size':n,'sum':hashlib.sha256(data).hexdigest(),'sent':NOW[0],'told':beside.get('told','')}
        for k in ('taken','lat','lng'):
            if k in beside: q[k]=beside[k]
        note({'name':'piece','login':login,'person':person(login),'method':'PUT','path':'/field/uploads/'+i+'?'+urllib.parse.urlencode(q),'type':'application/octet-stream','file':f,'from':a,'to':b},when)
    return '{{'+i+'}}'
def entry(name,login,when,kind,matter=None,at=600,**body):
    step(); b={'id':uid(),'kind':kind}
    if matter: b['matter']=matter
    b.update(at=NOW[0]-at*1000000,sent=NOW[0],body=body)
    return note({'name':name,'login':login,'person':person(login),'method':'POST','path':'/field/entries','type':'application/json','body':json.dumps(b,ensure_ascii=False,separators=(',',':'))},when)
def visit(login,R,k,fail):
    d=must('GET','/api/v1/inspections/day',None,login); p=[p for p in d['points'] if p.get('round')==R and not p.get('done')][k]
    return p
def go(when,sfx,k):
    entry('a report with two photos','inspector',when,'report',text='井盖松动'+sfx,photos=[upload('inspector',when,3,taken=NOW[0]-900000000,told='phone',lat='26.8910',lng='112.6310'),upload('inspector',when,2,taken=NOW[0]-900000000,told='camera')],area='430405009009',place='北门',category='road.manhole',lat=26.891,lng=112.631)
    entry('a report without photos','clerk',when,'report',text='自查发现占道'+sfx,photos=[],area='430405009007',place='',category='')
    entry('fixed','clerk',when,'fixed',M['fixed'+sfx],text='清走了'+sfx,photos=[upload('clerk',when)],lat=26.89,lng=112.63)
    entry('struck off','verifier',when,'strike_off',M['strike'+sfx],text='看过了'+sfx,photos=[upload('verifier',when)],lat=26.89,lng=112.63)
    entry('rejected','verifier',when,'reject',M['reject'+sfx],text='还有残留'+sfx,photos=[])
    entry('a remark with a photo','verifier',when,'remark',M['remark'],text='还没动工'+sfx,photos=[upload('verifier',when)])
    entry('a phone whose clock is two days fast','inspector',when,'report',at=-172800,text='路灯不亮'+sfx,photos=[],area='430405009012',place='桥头')
    p=visit('insp430406',st['R'],0,True); its=p['items']
    ans=[{'item':c,'result':'pass'} for c in its]; ans[0]={'item':its[0],'result':'fail','count':1,'note':'烟头'+sfx,'photos':[upload('insp430406',when)]}
    ans[1]={'item':its[1],'result':'fail','note':'当场收走'+sfx,'photos':[upload('insp430406',when)],'fixed':{'note':'收走了','photos':[upload('insp430406',when)]}}; ans[2]={'item':its[2],'result':'na'}
    entry('an inspection','insp430406',when,'inspection',point=p['id'],round=st['R'],standard=p['standard'],answers=ans,note='',place={'lat':p.get('lat') or 26.89,'lng':p.get('lng') or 112.63,'accuracy':12})
    # what residents and programs send by the public interface
    step(); b=note({'name':'a photo','login':'','method':'POST','path':'/api/v1/photos','type':'image/png','file':mk(),'from':0,'to':1<<20},when) if when=='new' else None
    step(); r=note({'name':'a resident\'s report','login':'','method':'POST','path':'/api/v1/reports','type':'application/json','body':json.dumps({'id':uid(),'area':'430405009007','place':'西门','text':'积水'+sfx,'lat':26.89,'lng':112.63,'photos':[],'name':'赵','phone':'13700000000'},ensure_ascii=False,separators=(',',':'))},when)
    step(); note({'name':'a report by staff','login':'dispatcher','method':'POST','path':'/api/v1/matters','type':'application/json','body':json.dumps({'id':uid(),'body':{'area':'430405009007','text':'热线转来'+sfx,'source':'hotline','source_no':'X'+sfx}},ensure_ascii=False,separators=(',',':'))},when)
    step(); note({'name':'a command','login':'dispatcher','method':'POST','path':f"/api/v1/matters/{M['remark']}/commands",'type':'application/json','body':json.dumps({'id':uid(),'command':'urge','body':{'note':'抓紧'+sfx}},ensure_ascii=False,separators=(',',':'))},when)
    step(); note({'name':'an inspection by the interface','login':'inspector','method':'POST','path':'/api/v1/inspections','type':'application/json','body':json.dumps({'id':uid(),'body':{'point':p['id'],'answers':[{'item':c,'result':'pass'} for c in its],'at':NOW[0]-1000000,'sent':NOW[0]}},ensure_ascii=False,separators=(',',':'))},when)
def mk():
    N[0]+=1; f=f'{N[0]}.png'; open(OUT+'/'+f,'wb').write(png(N[0],80,60)); return f
DIR0=DIR
serve(); settle(); TOK.clear()
go('sent','',0)
settle(); print(len(reqs)); end=NOW[0]=us(2026,12,2,10,45); setclock(end); settle(); stop()
r=xh('verify','-data',DIR); print(r.stdout)
shutil.rmtree('/tmp/kk/copy',ignore_errors=True); shutil.copytree(DIR,'/tmp/kk/copy')
import scen; scen.DIR='/tmp/kk/copy'; TOK.clear(); scen.serve(); 
go('new','2',1)
scen.stop()
st['now']=end; st['reqs']=len(reqs)
json.dump(st,open('/tmp/kk/state2.json','w'))
json.dump(reqs,open(OUT+'/phone.json','w'),ensure_ascii=False,indent=1)
print(len(reqs), os.path.getsize(OUT+'/phone.json'), sum(os.path.getsize(OUT+'/'+f) for f in os.listdir(OUT)))
