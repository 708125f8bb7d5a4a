import{v as e,y as t}from"./chunk-analysis.js";async function n(e,t){let{session:n}=e.shadow,o=await i(n),s=[],c=[],l=t.filter(e=>!a(o,e));await n.exec(`SET check_function_bodies = off`);for(let t=l.length+1;l.length>0&&l.length<t;){t=l.length,c=[];for(let t of l){let n=await r(e,t);n===null?s.push(t):c.push({object:t,reason:n})}l=c.map(({object:e})=>e)}for(let{object:t}of c)e.lack(t.name,t.sql);return await e.connectAgain(),{made:s,failed:c}}async function r(t,n){let r=e(n);if(r===null)return`its SQL is not one that makes a ${n.kind}`;let i=t.definition(r);if(i===null)return`the shadow does not have it`;let{error:a}=await t.shadow.session.exec(i);return a?(await t.shadow.session.exec(`ROLLBACK`),a.message):null}async function i(e){let t=await e.query(`
SELECT 'schema' AS kind, nspname::text AS name, NULL AS relation FROM pg_catalog.pg_namespace
UNION ALL SELECT 'extension', extname, NULL FROM pg_catalog.pg_extension
UNION ALL SELECT 'relation', n.nspname || '.' || c.relname, NULL
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
UNION ALL SELECT 'function', n.nspname || '.' || p.proname, NULL
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
UNION ALL SELECT 'function', n.nspname || '.' || p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')', NULL
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
UNION ALL SELECT 'trigger', t.tgname, n.nspname || '.' || c.relname FROM pg_catalog.pg_trigger t
  JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
UNION ALL SELECT 'policy', p.polname, n.nspname || '.' || c.relname FROM pg_catalog.pg_policy p
  JOIN pg_catalog.pg_class c ON c.oid = p.polrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace`);return new Set(t.map(({kind:e,name:t,relation:n})=>o(e,t,n)))}function a(e,{kind:n,name:r,relation:i}){let a=n===`view`||n===`materialized view`||n===`index`,s=n===`trigger`||n===`policy`,c=a||n===`function`?t(r):r,l=s&&i!==void 0?t(i):null;return e.has(o(a?`relation`:n,c,l))}function o(e,t,n){return JSON.stringify([e,t,n])}export{n as makeLiveObjects};