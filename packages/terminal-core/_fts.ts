import Database from 'better-sqlite3';
const db = new Database('/tmp/s/fts.sqlite');
db.pragma('journal_mode=WAL'); db.pragma('synchronous=NORMAL');
console.log(db.prepare('select sqlite_version() v').get());
db.exec(`drop table if exists f; create virtual table f using fts5(words, content='', contentless_delete=1, detail=none, prefix='1 2 3', tokenize='unicode61 remove_diacritics 2')`);
const W='white hanging heart light holder metal lantern cream cupid hearts coat hanger knitted union flag hot water bottle red woolly star babushka nesting boxes glass frosted hand warmer jack polka dot assorted colour bird ornament poppy playhouse bedroom kitchen feltcraft princess charlotte doll ivory knitted mug cosy box of assorted teaspoons vintage jigsaw blocks home building block word love door mat new england jam making set with jars rack paris fashion yellow coat lounge clock bakelike alarm green orange'.split(' ');
let x=12345; const r=(n:number)=>{x=(x*1103515245+12345)&0x7fffffff;return x%n};
const names:string[]=[];for(let i=0;i<100000;i++){const n=2+r(4);const w=[];for(let k=0;k<n;k++)w.push(W[r(W.length)]+(r(10)==0?String.fromCharCode(97+r(26))+r(100):''));names.push(w.join(' ')+' '+r(100000))}
names.sort();
let t=performance.now();
const ins=db.prepare('insert into f(rowid,words) values(?,?)');
for(let c=0;c<100000;c+=2000){db.transaction(()=>{for(let i=c;i<c+2000;i++)ins.run((i+1)*2**32,names[i])})()}
console.log('build',performance.now()-t);
const q=db.prepare('select rowid from f where f match ? order by rowid limit 60');
const qs=['a*','z*','s*','q*','m*','wh*','he*','zz*','hea*','heart*','hearts*','hanging*','nomatch*','a* b*','z* q*','heart* m*','m* heart*','red* mug*','whit* hang*','1* 2*','99* a*','heart* zebr*','yellow* k*','c* j* p*','a* 7*','coat* 12*','k* q*','heart* 123*','1* 7* 8*', 'glass* clock* love* door*'];
for(const s of qs){const m=s.split(' ').map(w=>`"${w.slice(0,-1)}"*`).join(' AND ');let best=0,tot=0;let n=0;for(let i=0;i<30;i++){const a=performance.now();n=q.all(m).length;const d=performance.now()-a;best=Math.max(best,d);tot+=d}console.log(s,n,(tot/30).toFixed(3),best.toFixed(3))}
const del=db.prepare('delete from f where rowid=?'); t=performance.now(); for(let i=0;i<1000;i++){del.run((i*50+1)*2**32);ins.run((i*50+1)*2**32+7,'new name red '+i)} console.log('updates each tx',(performance.now()-t)/1000);
for(const s of ['a*','heart* 123*','1* 2*']){const m=s.split(' ').map(w=>`"${w.slice(0,-1)}"*`).join(' AND ');const a=performance.now();q.all(m);console.log(s,performance.now()-a)}
