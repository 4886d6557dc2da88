from scen import *
shutil.rmtree(DIR,ignore_errors=True); now(2026,11,27,15,0)
if not os.path.exists('/tmp/kk/k0'): shutil.copytree('/tmp/kk/k','/tmp/kk/k0')
shutil.copytree('/tmp/kk/k0',DIR)
for l in ['insp430405','insp430406','ver430406','disp430406','c-cgj430405','insp430400','ver430400','ver430405']:
    xh('user','-data',DIR,'-password',PW,'-keep','password',l)
# what is imported: the same file again must make nothing
csvm='来源编号,标题,内容,时间,区划,地点,纬度,经度,分类,程度,类型,姓名,电话\n'
for i in range(1,9):
    csvm+=f'RX-{i:03d},热线第{i}件,市民来电：第{i}号楼前{"路灯不亮" if i%2 else "垃圾没人清"}，电话1380000{i:04d},2026-11-2{i%7} 09:{i:02d},{[430405009007,430405009009,430405009012][i%3]},{i}号楼前,{26.89+i/1000:.5f},{112.63+i/1000:.5f},{"fac.lamp" if i%2 else "env.rubbish"},{"一般" if i%3 else "较重"},问题,张{i},1390000{i:04d}\n'
open('/tmp/kk/in/matters.csv','w').write(csvm)
def xlsx(path,rows):
    esc=lambda s: str(s).replace('&','&amp;').replace('<','&lt;')
    col=lambda n: chr(65+n)
    sheet='<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'+''.join(f'<row r="{r+1}">'+''.join(f'<c r="{col(c)}{r+1}" t="inlineStr"><is><t>{esc(v)}</t></is></c>' for c,v in enumerate(row))+'</row>' for r,row in enumerate(rows))+'</sheetData></worksheet>'
    z=zipfile.ZipFile(path,'w',zipfile.ZIP_DEFLATED)
    z.writestr('[Content_Types].xml','<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>')
    z.writestr('_rels/.rels','<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>')
    z.writestr('xl/workbook.xml','<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>')
    z.writestr('xl/_rels/workbook.xml.rels','<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>')
    z.writestr('xl/worksheets/sheet1.xml',sheet); z.close()
# rows without a number of their own: the file's digest and the row say which they are
xlsx('/tmp/kk/in/matters.xlsx',[['问题描述','发现时间','所属区划','地点','分类']]+[[f'巡查台账第{i}条：{t}','2026-11-26 10:0%d'%i,'430405009009',f'{i}号门前',c] for i,(t,c) in enumerate([('井盖松动','road.manhole'),('沿街晾晒','env.drying'),('公厕无人打扫','env.toilet'),('斑马线磨损','road.marking')],1)])
open('/tmp/kk/in/points.csv','w').write('点位编号,点位名称,点位类型,区划,纬度,经度,地址\nK1,东门菜市场,market,430405009007,26.8901,112.6301,东风路 3 号\nK2,北门小学门口,school,430405009009,26.8911,112.6311,\nK3,江边公园,park,430406001001,,,\n')
open('/tmp/kk/in/areas.csv','w').write('区划代码,名称\n430405000000,珠晖区\n430405009000,'+'广东路街道'+'\n')
open('/tmp/kk/in/units.csv','w').write('单位代码,单位名称,上级单位代码,区划代码\nold430405,珠晖区旧城办,,430405000000\nnew430405,珠晖区新城办,,430405000000\n')
open('/tmp/kk/in/people.csv','w').write('登录名,姓名,岗位,区划代码,单位代码,初始密码\nold.clerk,旧经办,单位经办人,,old430405,Hengyang#2026\nnew.clerk,新经办,单位经办人,,new430405,Hengyang#2026\nnew.head,新主任,单位负责人,,new430405,Hengyang#2026\n')
open('/tmp/kk/in/boundaries.geojson','w').write(json.dumps({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"430405000000","name":"珠晖区"},"geometry":{"type":"Polygon","coordinates":[[[112.59,26.86],[112.67,26.86],[112.67,26.93],[112.59,26.93],[112.59,26.86]]]}}]},ensure_ascii=False))
for w,f in [('units','units.csv'),('people','people.csv'),('points','points.csv')]: xh('import','-data',DIR,w,'/tmp/kk/in/'+f)
xh('import','-data',DIR,'boundaries','/tmp/kk/in/boundaries.geojson',ok=False)
xh('import','-data',DIR,'-source','hotline','matters','/tmp/kk/in/matters.csv')
xh('import','-data',DIR,'matters','/tmp/kk/in/matters.xlsx')
for l in ['old.clerk','new.clerk','new.head']: xh('user','-data',DIR,'-password',PW,'-keep','password',l)
serve()
CL=unit('t430405009'); CO=next(u['id'] for u in get('/api/v1/units?q=c')['units'][:1]); 
me=must('GET','/api/v1/me',None,'community'); CO=me['posts'][0]['unit']; CG=unit('cgj430405'); OLD=unit('old430405')
day=24*3600*1000000
# M1: the whole loop with photos
r1,m1=report('路灯三天不亮，我的电话13812345678',2,name='王先生',phone='13812345678',lat=26.8905,lng=112.6305)
give('dispatcher',m1,'follow'); give('dispatcher',m1,'read',reason='来电询问进度')
give('dispatcher',m1,'reveal',reason='联系核实')
give('dispatcher',m1,'list',category='fac.lamp',severity='general')
give('dispatcher',m1,'assign',lead=CL,co=[CG],goal='修复路灯')
give('clerk',m1,'sign'); give('clerk',m1,'delegate',to=CO,note='请社区先行处置')
give('community',m1,'sign')
must('GET',f'/api/v1/matters/{m1}',None,'clerk'); due=get(f'/api/v1/matters/{m1}','clerk')['due']
give('community',m1,'ask_extension',until=due+2*day,reason='等配件'); give('dispatcher',m1,'grant_extension')
give('community',m1,'attach',note='现场情况',photos=[photo('community')])
give('inspector',m1,'comment',text='路过看到还没亮')
say(r1,'comment',text='什么时候能好？'); 
give('community',m1,'fix',note='换了灯泡',photos=[photo('community'),photo('community')],lat=26.8905,lng=112.6305)
give('verifier',m1,'reject',reason='晚上还是不亮',photos=[photo('verifier')])
give('community',m1,'fix',note='换了线路',photos=[photo('community')])
give('verifier',m1,'strike_off',note='现场核查，已亮',photos=[photo('verifier')])
say(r1,'rate',fixed=True,score=5,text='谢谢')
# M2: bounced twice
r2,m2=report('河边堆了建筑垃圾',1)
give('dispatcher',m2,'list',category='village.river'); give('dispatcher',m2,'assign',lead=CL); give('clerk',m2,'bounce',reason='不归我管')
give('dispatcher',m2,'assign',lead=CL); give('clerk',m2,'bounce',reason='真的不归我管'); give('city',m2,'assign',lead=CG,goal='清运'); give('c-cgj430405',m2,'sign')
# M3: suspended
r3,m3=report('老旧小区下水道要整体改造',0)
give('dispatcher',m3,'list',category='fac.drain'); give('dispatcher',m3,'assign',lead=CL); give('clerk',m3,'sign')
give('clerk',m3,'ask_suspension',until=NOW[0]+20*day,reason='等资金'); give('supervisor',m3,'deny_suspension',reason='先做应急处置')
give('clerk',m3,'ask_extension',until=get(f'/api/v1/matters/{m3}','clerk')['due']+day,reason='要协调'); give('dispatcher',m3,'deny_extension',reason='抓紧')
# M4: the ladder by hand, appeals
r4,m4=report('井盖塌了一角',1)
give('dispatcher',m4,'list',category='road.manhole',severity='serious'); give('dispatcher',m4,'assign',lead=CL); give('clerk',m4,'sign')
give('dispatcher',m4,'urge',note='请抓紧'); give('supervisor',m4,'supervise',note='两日内办结'); give('supervisor',m4,'hold',reason='久拖不办'); give('leader',m4,'instruct',text='务必今日办结，举一反三')
ns=get(f'/api/v1/matters/{m4}','clerk')['notices']
give('clerk',m4,'sign_notice',notice=ns[-1]['seq'],soft=True); give('head',m4,'answer_notice',notice=ns[-1]['seq'],text='已安排抢修')
give('clerk',m4,'appeal',ground='late',reason='配件昨天才到')
# M5, M6: merged, split, told apart
r5,m5=report('垃圾堆了一个星期',0); r6,m6=report('东门口的垃圾没人清',1)
give('dispatcher',m6,'merge',into=m5,reason='同一处'); 
must('POST',f'/api/v1/reports/{r5}/commands',{'id':uid(),'command':'me_too'},hdr={'Cookie':'xiaohao_device=AAAAAAAAAAAAAAAAAAAAAAAAAA'})
give('dispatcher',m6,'split',reason='是两处'); give('dispatcher',m5,'apart',**{'from':[m6],'reason':'两处'},soft=True)
r7,m7=report('东门口的垃圾还是没人清',0); give('dispatcher',m7,'merge',into=m5,reason='同一处')
# M8: amended, declined, taken up again
r8,m8=report('邻居家里吵',0); give('dispatcher',m8,'decline',reason='属于居民家中'); 
r9,m9=report('广场舞太吵',0); give('dispatcher',m9,'list',category='noise.life'); give('dispatcher',m9,'amend',category='noise.works',reason='是工地',place='工地西门')
# help
rh,mh=report('老人走失，穿蓝色外套，身份证430404194001011234',0,help=True,name='李女士',phone='13912345678')
give('dispatcher',mh,'list',category='help.person'); give('dispatcher',mh,'assign',lead=CL); give('clerk',mh,'sign')
# staff's own
step(); mt=must('POST','/api/v1/matters',{'id':uid(),'body':{'kind':'task','source':'meeting','source_no':'HY-7','area':'430405009000','text':'会议议定：月底前完成路灯排查','category':'task.meeting'}},'city')['matter']
give('city',mt,'list',category='task.meeting'); give('city',mt,'assign',lead=CL,co=[CG]); give('clerk',mt,'sign')
# an old unit that will be abolished
ro,mo=report('旧城改造围挡破损',0); give('dispatcher',mo,'list',category='build.illegal'); give('dispatcher',mo,'assign',lead=OLD); give('old.clerk',mo,'sign')
# several at once, and what a filter does
step(); print(must('POST','/api/v1/commands',{'id':uid(),'command':'follow','body':{},'matters':[m1,m2,m3,999999]},'dispatcher'))
# what rises: lamps of one week in one county
vs=[a['code'] for t in get('/api/v1/areas?parent=430405000000')['areas'][:4] for a in get('/api/v1/areas?parent='+t['code'])['areas']][:18]
lamps=[]
for i in range(44):
    step(1); m=must('POST','/api/v1/matters',{'id':uid(),'body':{'area':vs[i%len(vs)],'text':f'路灯不亮 第{i+1}处','source':'inspector'}},'inspector')['matter']; give('dispatcher',m,'list',category='fac.lamp'); lamps.append(m)
# what came back
rec=get('/api/v1/recurring?list=recurrent')['matters']; stub=get('/api/v1/recurring?list=stubborn')['matters']; root=get('/api/v1/recurring?list=root')['matters']
print('recurring',[(m['id'],m['state'],m.get('root') is not None) for m in rec],[(m['id'],m['state']) for m in stub],[(m['id'],m['state']) for m in root])
# policy: another limit, shorter effects of measures
src=open(DIR+'/policy.yaml').read()
src=src.replace('root: {longest: 180, effect: 90}','root: {longest: 180, effect: 1}').replace('holidays: []','holidays:\n    - 2026 off 1001-1007 1203-1204\n    - 2027 off 0101-0103 on 0104')
step(); print(must('PUT','/api/v1/policy',src.encode(),'admin',ctype='application/yaml',hdr={'Command-Id':uid()}))
open(DIR+'/policy.yaml','w').write(src)
# what came back in the kept places: one struck off with a root measure
r10,m10=report('路灯又不亮了',1,lat=26.8905,lng=112.6305)
settle()
give('dispatcher',m10,'list',category='fac.lamp'); give('dispatcher',m10,'assign',lead=CL); give('clerk',m10,'sign')
x=get(f'/api/v1/matters/{m10}','dispatcher'); print('m10 recurrent',x.get('recurrent'),x.get('may'))
give('clerk',m10,'plan_root',cause='线路老化',measure='整段更换线路并每月巡查',until=NOW[0]+10*day)
give('clerk',m10,'done_root',note='已更换',photos=[photo('clerk'),photo('clerk')])
give('clerk',m10,'fix',note='更换整段线路',photos=[photo('clerk')]); give('verifier',m10,'strike_off',note='全亮',photos=[photo('verifier')])
r11,m11=report('路灯再次不亮',0,lat=26.8906,lng=112.6305); settle()
give('dispatcher',m11,'list',category='fac.lamp'); print('m11',get(f'/api/v1/matters/{m11}','dispatcher').get('recurrent')); give('supervisor',m11,'unmark',mark='recurrent',reason='另一盏灯',soft=True)
# organisation
adm='admin'
change(adm,('area.set',{'area':430405009000,'name':'广东路街道'}),('unit.set',{'code':'hc2430405','zh':'珠晖区第二核查中心','en':'Second Verification Centre','area':430405000000}),('person.set',{'login':'kept.ver','name':'钱核查','posts':[{'kind':'verifier','area':430405000000}],'unit_codes':['hc2430405']}))
change(adm,('unit.set',{'id':OLD,'code':'old430405','zh':'珠晖区旧城办','area':430405000000,'former':True,'successor_code':'new430405'}))
step(); must('PUT','/api/v1/me/leave',{'id':uid(),'deputy':'head','from':us(2026,12,1,0),'to':us(2026,12,6,0)},'clerk')
# points
pts=page('dispatcher','/points'); ids=re.findall(r'href="/points/(\d+)"',pts); print('points',ids[:5])
P=ids[0]; t=page('supervisor','/points/'+P); print(re.findall(r'action="([^"]*)"',t))
submit('supervisor','/points/'+P,f'/points/{P}/change',address='东风路 5 号')
submit('supervisor','/points/'+P,f'/points/{P}/move',address='西门新址',reason='搬迁',lat='26.8955',lng='112.6355')
P2=ids[1]; submit('supervisor','/points/'+P2,f'/points/{P2}/plate',reason='牌子丢了')
P3=ids[2]; submit('supervisor','/points/'+P3,f'/points/{P3}/retire',reason='拆除'); submit('supervisor','/points/'+P3,f'/points/{P3}/restore',reason='重建')
P4=ids[3]; submit('supervisor','/points/'+P4,f'/points/{P4}/retire',reason='已拆除')
# channels, keys, preferences
print(re.findall(r'action="([^"]*)"',page('admin','/admin/delivery')))
step(); KEY=must('POST','/api/v1/keys',{'name':'大屏','expires':us(2027,12,1,0)},'auditor')['key']
# a round
insp=must('GET','/api/v1/me',None,'insp430406')['person']; insp5=must('GET','/api/v1/me',None,'inspector')['person']
step(); R=must('POST','/api/v1/rounds',{'id':uid(),'body':{'name':'第三轮 农贸市场','areas':[430405000000],'kinds':['market','school'],'inspectors':[insp,insp5],'from':us(2026,11,27,0),'until':us(2026,12,12,0)}},'supervisor')['round']
step(); must('POST',f'/api/v1/rounds/{R}/open',{'id':uid()},'supervisor')
d=must('GET','/api/v1/inspections/day',None,'insp430406'); pts=[p for p in d['points'] if p.get('round')==R and not p.get('done')]
print('day points',len(pts),d['points'][0].keys())
if not pts: print([(x.get('round'),x.get('rounds'),x['id']) for x in d['points']], d['rounds'], get(f'/api/v1/rounds/{R}'), get(f'/api/v1/rounds/{R}/points'))
p=pts[0]; ans=[{'item':c,'result':'pass'} for c in p['items']]; ans[0]={'item':p['items'][0],'result':'fail','count':2,'note':'两处垃圾','photos':[photo('insp430406')]}; ans[1]={'item':p['items'][1],'result':'fail','note':'当场清理','photos':[photo('insp430406')],'fixed':{'note':'清理完毕','photos':[photo('insp430406')]}}
step(); print(must('POST','/api/v1/inspections',{'id':uid(),'body':{'point':p['id'],'round':R,'answers':ans,'note':'首查','at':NOW[0]-60000000,'sent':NOW[0],'place':{'lat':26.8902,'lng':112.6302,'accuracy':8}}},'insp430406').get('inspection'))
# a campaign
step(); C=must('POST','/api/v1/campaigns',{'id':uid(),'body':{'name':'路灯自查自纠','scope':430405009000,'categories':['fac.lamp'],'deadline':us(2026,12,1,9,30),'text':'逐灯自查'}},'supervisor')['campaign']
foot=get(f'/api/v1/campaigns/{C}')['plan']['foot']; print('foot',foot)
def cstep(who,path,soft=False,**b):
    step(); s,x=raw('POST',f'/api/v1/campaigns/{C}'+path,{'id':uid(),'body':b},who); print(path,s,x if s>=300 else ''); assert soft or s<300
cstep('dispatcher','/instructions',area='430405009000',text='周二前报齐')
cstep('community','/findings',area=foot[0],place='东门',text='灯不亮',category='fac.lamp',photos=[photo('community')])
people={p['login']:p for p in get('/api/v1/people?q=c-v430405009','admin')['people'] or []}
for f in foot[1:]:
    l='c-v'+str(f); stop_=None
    s,b=raw('POST','/api/v1/sessions',{'login':l,'password':PW})
    if s!=201: continue
print('night'); settle(); stop()
for f in foot[1:5]: xh('user','-data',DIR,'-password',PW,'-keep','password','c-v'+str(f))
now(2026,11,30,9,5); TOK.clear(); serve()
settle(); time.sleep(2)
for f in foot[1:5]:
    l='c-v'+str(f); nm=must('GET','/api/v1/me',None,l)['name']; cstep(l,'/zero',area=f,name=nm,soft=True)
print('trends',json.dumps(get('/api/v1/trends')['trends'],ensure_ascii=False)[:300])
give('supervisor',m4,'dismiss_appeal',reason='材料早已到位')
r12,m12=report('公厕无人打扫',1); give('dispatcher',m12,'list',category='env.toilet'); give('dispatcher',m12,'assign',lead=CL); give('clerk',m12,'sign'); give('supervisor',m12,'hold',reason='屡次反映'); give('clerk',m12,'appeal',ground='remit',reason='归物业管'); give('supervisor',m12,'uphold_appeal',reason='属实')
dr=[m for m in get('/api/v1/matters?limit=200','supervisor')['matters']]
drafts=[x['id'] for x in dr if get(f"/api/v1/matters/{x['id']}")and get(f"/api/v1/matters/{x['id']}").get('draft')]
print('drafts',drafts)
if drafts: give('supervisor',drafts[0],'drop_hold',reason='不可抗力',soft=True)
if len(drafts)>1: give('supervisor',drafts[1],'hold',reason='严重超时',soft=True)
# second looks
import sqlite3
c=sqlite3.connect(f'file:{DIR}/xiaohao.db?mode=ro',uri=True)
good=True
for m,login in c.execute("select l.matter,p.login from recheck_looks l join people p on p.id=l.person and p.city=l.city where l.state=0").fetchall():
    x=must('GET',f"/api/v1/matters/{m}",None,login); print('recheck?',m,login,x.get('drawn'),x['may'])
    if 'recheck' in x['may']: give(login,m,'recheck',good=good,note='复看：'+('没有反弹' if good else '又堆上了'),photos=[photo(login)],soft=True); good=False
c.close()
settle(); now(2026,12,1,10,0); TOK.clear(); settle()
# the campaign is over; its zeros drawn
for who in ['inspector','insp430405','insp430406','insp430400']:
    for l in must('GET','/api/v1/campaigns/looks',None,who)['looks'] or []:
        step(); s,b=raw('POST',f"/api/v1/campaigns/{l['campaign']}/look",{'id':uid(),'body':{'area':l['area'],'false':True,'note':'两盏灯不亮','place':'东门','category':'fac.lamp'}},who); print('look',who,l['campaign'],s,b)
sh=get(f'/api/v1/campaigns/{C}'); print('nobody',sh['all'])
for row in sh['rows']:
    if row.get('nobody'): step(); print('send',raw('POST',f'/api/v1/campaigns/{C}/send',{'id':uid(),'body':{'area':row['area'],'unit':CL}},'supervisor'))
say(r1,'reopen',reason='又不亮了')
give('supervisor',m3,'urge',note='抓紧',soft=True)
give('clerk',m3,'ask_suspension',until=NOW[0]+20*day,reason='等资金',soft=True); give('supervisor',m3,'grant_suspension',note='同意挂账',soft=True)
give('dispatcher',m8,'reopen',reason='是公共场所',soft=True)
settle(); now(2026,12,2,10,0); TOK.clear(); settle()
# fill what the phones need: matters in hand and fixed
out={}
for k,(cat,txt) in {'fixed':('env.stall','占道摊点'),'strike':('env.bin','垃圾桶满了'),'reject':('green.tree','树枝断了'),'remark':('road.pothole','路面坑洞'),'fixed2':('env.drying','沿街晾晒'),'strike2':('env.posters','小广告'),'reject2':('green.damage','绿化损坏')}.items():
    r,m=report(txt,0); give('dispatcher',m,'list',category=cat); give('dispatcher',m,'assign',lead=CL); give('clerk',m,'sign')
    if k[:6] in('strike','reject'): give('clerk',m,'fix',note='已整改',photos=[photo('clerk')])
    out[k]=m
for k in ['remark']: pass
settle(); now(2026,12,2,10,30); settle()
json.dump({'R':R,'C':C,'CL':CL,'CO':CO,'m':out,'receipts':[r1,r2,r3,r4,r5,r6,r7,r8,r9,rh,r10,r11,r12,ro],'key':KEY,'now':NOW[0],'m1':m1,'N':N[0]},open('/tmp/kk/state.json','w'))
stop()
r=xh('verify','-data',DIR); print(r.stdout)
import sqlite3
c=sqlite3.connect(f'file:{DIR}/xiaohao.db?mode=ro',uri=True)
print(sorted(r[0] for r in c.execute("select distinct type from events")))
print(c.execute('select count(*) from events').fetchone(), c.execute('select count(*) from seals').fetchone())
