import{t as e}from"./chunk-session.js";import{To as t,Tt as n,bo as r,no as i,yo as a}from"./chunk-judging.js";import{i as o,n as s,r as c}from"./chunk-touches.js";function l(e,t){return new Map([...e.values()].flatMap(e=>{let n=d(e,t);if(n===void 0)return[];let r=e.indexes.filter(e=>p(e,n)).map(e=>[e.oid,u(e,n)?`changed`:`gone`]);return m(e,n)?[[e.oid,`changed`],...r]:r}))}function u({oid:e,name:t},n){return n.indexes.some(n=>n.oid===e||n.name===t)}function d({oid:e,relation:t},n){return n.get(e)??f(n,t)}function f(e,t){return[...e.values()].find(e=>e.relation===t)}function p(e,t){return!t.indexes.some(({signature:t})=>t===e.signature)}function m(e,t){return e.columns.some(({number:e,type:n})=>{let r=t.columns.find(t=>t.number===e);return r!==void 0&&r.type!==n})}function h(e,t){let n=l(e.tables,t.tables);return[...e.scans].flatMap(([r,i])=>{let a=t.scans.get(r);if(!i||!a)return[];let o=/* @__PURE__ */ new Map;for(let s of i){let c=g(s,{before:e,after:t,had:i,has:a,taken:n});c!==null&&!o.has(c.relation)&&o.set(c.relation,{query:r,...c})}return[...o.values()]})}function g(e,{before:t,after:n,had:r,has:i,taken:a}){let o=f(t.tables,e.relation),s=o&&d(o,n.tables);if(e.access===`all`||o===void 0||s===void 0)return null;let c=[...t.tables.keys()].some(e=>a.has(e)),l=o.indexes.filter(({name:t})=>e.indexes.includes(t)),u=l.find(({oid:e})=>a.has(e))??(c?l[0]:void 0),p=i.filter(({relation:e})=>e===s.relation),m=r.filter(({relation:e})=>e===o.relation);if(u===void 0||!_(e.access,m,p))return null;let h=v(o,t.tables),g=t.known.get(h.oid)??t.known.get(o.oid);if(g===void 0)return null;let S=p.filter(({access:e})=>e!==`condition`),C=h.partitionKeys.some(e=>S.some(({conditions:t})=>x(t,e)))?Math.min(g.rows,b(h,t)):g.rows;return{relation:h.relation,index:y(u,t.tables).index,oid:u.oid,rowsPerCall:Math.max(1,Math.round(C*Math.max(...S.map(({fraction:e})=>e)))),isGuess:!g.hasColumns}}function _(e,t,n){let r=t=>e===`condition`?t.access===`condition`:t.access!==`all`,i=e=>e.filter(r).length,a=e=>e.length-i(e);return i(n)<i(t)&&a(n)>a(t)}function v(e,t){let n=e.isPartition&&e.parent!==null?t.get(e.parent):void 0;return n===void 0?e:v(n,t)}function y(e,t){let n=[...t.values()].flatMap(({indexes:e})=>e),r=e.parent===null?void 0:n.find(({oid:t})=>t===e.parent);return r===void 0?e:y(r,t)}function b({oid:e},{tables:t,known:n}){let r=[...t.values()].filter(n=>n.path!==null&&n.isPartition&&v(n,t).oid===e).map(e=>n.get(e.oid)?.rows??0);return Math.max(0,...r)}function x(e,t){return i(e).some(({start:n,end:r})=>{let i=e.slice(n,r);return(i.startsWith(`"`)?i.slice(1,-1).replaceAll(`""`,`"`):i)===t})}function S(e,t,n){return e.query(`
WITH RECURSIVE reached(oid) AS (
  SELECT c.oid
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE (c.relname = ANY ($1::name[]) OR c.oid = ANY ($2::oid[])) AND c.relkind IN ('r', 'p', 'm', 'v') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  UNION
  SELECT next.oid
  FROM reached r
  CROSS JOIN LATERAL (
    SELECT inhrelid FROM pg_catalog.pg_inherits WHERE inhparent = r.oid
    UNION ALL
    SELECT inhparent FROM pg_catalog.pg_inherits WHERE inhrelid = r.oid
    UNION ALL
    SELECT d.refobjid FROM pg_catalog.pg_rewrite w
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = w.oid
      AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    WHERE w.ev_class = r.oid AND d.refobjid <> w.ev_class
  ) AS next(oid)
)
SELECT c.oid::text AS oid,
       n.nspname || '.' || c.relname AS relation,
       c.relname::text AS name,
       pg_catalog.pg_relation_filepath(c.oid) AS path,
       (SELECT inhparent::text FROM pg_catalog.pg_inherits WHERE inhrelid = c.oid ORDER BY inhseqno LIMIT 1) AS parent,
       c.relispartition AS "isPartition",
       (SELECT coalesce(jsonb_agg(a.attname), '[]')
        FROM pg_catalog.pg_partitioned_table p
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (p.partattrs::int2[])
        WHERE p.partrelid = c.oid AND a.attnum > 0) AS "partitionKeys",
       (SELECT coalesce(jsonb_agg(jsonb_build_object('number', a.attnum, 'name', a.attname, 'type',
                 a.atttypid::text || ' ' || a.atttypmod || ' ' || a.attcollation) ORDER BY a.attnum), '[]')
        FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
                 'oid', x.oid::text, 'index', xn.nspname || '.' || x.relname, 'name', x.relname,
                 'path', pg_catalog.pg_relation_filepath(x.oid),
                 'parent', (SELECT inhparent::text FROM pg_catalog.pg_inherits WHERE inhrelid = x.oid), 'method', m.amname,
                 'columns', (SELECT jsonb_agg(coalesce(a.attname, '') ORDER BY k.at)
                             FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(number, at)
                             LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number AND k.number > 0),
                 'isPartial', i.indpred IS NOT NULL,
                 'signature', concat_ws(' ', m.amname, i.indisunique, i.indimmediate, i.indisvalid, i.indkey, i.indclass,
                   i.indcollation, i.indoption, pg_catalog.pg_get_expr(i.indexprs, c.oid),
                   'WHERE ' || pg_catalog.pg_get_expr(i.indpred, c.oid),
                   (SELECT string_agg(a.atttypid::text, ',' ORDER BY a.attnum)
                    FROM pg_catalog.pg_attribute a WHERE a.attrelid = x.oid)))
                 ORDER BY x.relname), '[]')
        FROM pg_catalog.pg_index i
        JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
        JOIN pg_catalog.pg_namespace xn ON xn.oid = x.relnamespace
        JOIN pg_catalog.pg_am m ON m.oid = x.relam
        WHERE i.indrelid = c.oid) AS indexes
FROM reached
JOIN pg_catalog.pg_class c ON c.oid = reached.oid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'm')
ORDER BY 2`,[[...new Set(t)],[...n]])}async function C(e,t){return(await e.query(`SELECT DISTINCT t.relname::text AS name
     FROM pg_catalog.pg_index i
     JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
     JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
     WHERE x.relname = ANY ($1::name[])`,[[...t]])).map(({name:e})=>e)}function w(e){return JSON.parse(e).flatMap(({Plan:e})=>e?T(e,1):[])}function T(e,t){let{Plans:n=[]}=e,r=O(e,t);return r===null?n.flatMap(n=>T(n,D(e,n,t))):[r]}const E=/* @__PURE__ */ new Set([`Sort`,`Aggregate`,`Hash`,`WindowAgg`,`ModifyTable`,`SetOp`]);function D(e,t,n){if(t[`Parent Relationship`]===`SubPlan`||t[`Parent Relationship`]===`InitPlan`||E.has(e[`Node Type`]))return 1;if(e[`Node Type`]!==`Limit`)return n;let r=e=>(e[`Total Cost`]??0)-(e[`Startup Cost`]??0),i=r(t);return i>0?Math.min(1,r(e)/i):1}function O(e,t){let{"Relation Name":n,Schema:r,Alias:i=``}=e,a=e[`Node Type`];if(n===void 0||r===void 0||!a.endsWith(`Scan`))return null;let o=[e,...k(e)].filter(e=>e[`Index Name`]!==void 0),s=o.flatMap(e=>e[`Index Name`]??[]),c=o.some(e=>e[`Index Cond`]!==void 0||e[`Order By`]!==void 0),l=s.length>0&&t<1&&e.Filter===void 0,u=a===`Tid Scan`||c?`condition`:l?`order`:`all`,d=[e[`Index Cond`],e[`Recheck Cond`],e.Filter].flatMap(e=>e??[]).join(` `);return{relation:`${r}.${n}`,alias:i,access:u,indexes:s,conditions:d,fraction:t}}function k({Plans:e=[]}){return e.flatMap(e=>[e,...k(e)])}const A=7336.8;function j({method:e,columns:t},{rows:n,pages:r,stats:i}){let a=t.map(e=>i.columns?.find(t=>t.name===e)?.avgWidth??16).reduce((e,t)=>e+t,0),o=1+n*(12+Math.ceil(a/8)*8)/A;switch(e){case`hash`:return 2+n*20/A;case`brin`:return 3+r/128/200;case`gin`:return 2+r/2;case`gist`:case`spgist`:return o*1.4;default:return o}}const M=2**31-1,N=0x38d7ea4c68000;function P(e,t,n){let r=new Map(n.tables.map(e=>[e.relation,e])),i=new Map(e.map(e=>[e.oid,e])),a=({oid:e,relation:n})=>r.get((t.get(e)??{relation:n}).relation),o=/* @__PURE__ */ new Map,s=e=>{let t=e.isPartition&&e.parent!==null?i.get(e.parent):void 0;return t&&(a(t)===void 0?s(t):t)};for(let t of e){let e=t.path!==null&&a(t)===void 0?s(t):void 0;e&&o.set(e.oid,(o.get(e.oid)??0)+1)}let c=[],l=[],u=[],d=[],f=/* @__PURE__ */ new Map;for(let n of e){let e=a(n)===void 0?s(n):void 0,r=a(n)??(e&&a(e));if(r===void 0)continue;let i=e===void 0?1:o.get(e.oid)??1,p=Math.min(r.rows/i,N),m=Math.min(M,(r.pages??r.bytes*.6/8192)/i);f.set(n.oid,{rows:p,pages:m,hasColumns:(r.columns?.length??0)>0});let h=t.get(n.oid)??n;for(let{number:e,name:t}of n.columns){let i=h.columns.find(t=>t.number===e)?.name??t,a=r.columns?.find(e=>e.name===i);a&&u.push({oid:n.oid,number:e,stats:a})}if(n.path===null)continue;c.push({path:n.path,pages:Math.ceil(m)}),l.push({oid:n.oid,pages:Math.ceil(m),rows:p});let g=e===void 0?F(r,h):null;for(let e of n.indexes){if(g?.missing.has(e.oid)&&d.push(e.oid),e.path===null)continue;let t=g?.stats.get(e.oid),n=t?.pages??j(e,{rows:p,pages:m,stats:r}),i=Math.min(M,Math.max(1,Math.ceil(n)));c.push({path:e.path,pages:i}),l.push({oid:e.oid,pages:i,rows:Math.min(t?.rows??p,N)})}}return{files:c,relations:l,columns:u,hidden:d,known:f}}function F({indexes:e},t){let n=new Map(t.indexes.map(e=>[e.name,e])),r=new Map(e?.flatMap(e=>{let t=n.get(e.name);return t?[[t.oid,e]]:[]})),i=e!==void 0&&r.size===e.length;return{stats:r,missing:new Set(t.indexes.filter(({oid:e})=>i&&!r.has(e)).map(({oid:e})=>e))}}const I=[`cpu_index_tuple_cost`,`cpu_operator_cost`,`cpu_tuple_cost`,`cursor_tuple_fraction`,`effective_cache_size`,`effective_io_concurrency`,`enable_bitmapscan`,`enable_hashjoin`,`enable_incremental_sort`,`enable_indexonlyscan`,`enable_indexscan`,`enable_material`,`enable_memoize`,`enable_mergejoin`,`enable_nestloop`,`enable_partition_pruning`,`enable_partitionwise_join`,`enable_seqscan`,`from_collapse_limit`,`hash_mem_multiplier`,`join_collapse_limit`,`max_parallel_workers_per_gather`,`random_page_cost`,`seq_page_cost`,`work_mem`];async function L(e,t){for(let n of I){let r=t[n];if(r===void 0||!/^[\w.+-]+$/.test(r))continue;await e.exec(`SAVEPOINT lockgate_planner`);let{error:i}=await e.exec(`SET LOCAL ${n} = '${r}'`);i&&await e.exec(`ROLLBACK TO SAVEPOINT lockgate_planner`)}}async function R(e,{relations:t,columns:n,hidden:r}){await e.query(`
SELECT count(pg_catalog.pg_restore_relation_stats(
  'schemaname', n.nspname::text, 'relname', c.relname::text,
  'relpages', x.pages, 'reltuples', x.rows, 'relallvisible', x.pages))
FROM pg_catalog.jsonb_to_recordset($1::jsonb) AS x(oid oid, pages int, rows real)
JOIN pg_catalog.pg_class c ON c.oid = x.oid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace`,[JSON.stringify(t)]),await e.query(`
SELECT count(pg_catalog.pg_restore_attribute_stats(
  'schemaname', n.nspname::text, 'relname', c.relname::text, 'attname', a.attname::text, 'inherited', i.inherited,
  'null_frac', x.nulls, 'avg_width', x.width, 'n_distinct', x."distinct", 'correlation', x.correlation))
FROM pg_catalog.jsonb_to_recordset($1::jsonb)
  AS x(oid oid, number int2, nulls real, width int, "distinct" real, correlation real)
JOIN pg_catalog.pg_class c ON c.oid = x.oid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.number
CROSS JOIN (VALUES (true), (false)) AS i(inherited)
WHERE CASE WHEN i.inherited THEN EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhparent = c.oid)
           ELSE c.relkind <> 'p' END`,[JSON.stringify(n.map(({oid:e,number:t,stats:{nullFrac:n,avgWidth:r,nDistinct:i,correlation:a}})=>({oid:e,number:t,nulls:n,width:Math.round(r),distinct:i,correlation:a})))]),r.length>0&&await e.query(`
UPDATE pg_catalog.pg_index SET indisvalid = false
WHERE indexrelid IN (SELECT value::oid FROM pg_catalog.jsonb_array_elements_text($1::jsonb))`,[JSON.stringify(r)])}function z({running:{id:e},names:t,parameters:n},r){return{id:e,statement:{...r,planned:n},relations:t.relations}}async function B(e,t,r,i){let{session:a,explain:o}=e;if(o===null)throw Error(`only an embedded shadow has files of any size`);let s=await S(a,t.flatMap(({relations:e})=>[...e]),i?.tables.keys()??[]),c=new Map(s.map(e=>[e.oid,e])),l=P(s,i?.tables??c,r),u=/* @__PURE__ */ new Map,d=await V(a,s);await a.exec(`BEGIN`);try{await R(a,l),await L(a,r.settings.planner??{});for(let e=0;e<t.length;e+=50){let n=t.slice(e,e+50),r=await o(l.files,n.map(({statement:e})=>e));for(let[e,{id:t}]of n.entries()){let n=r[e]?.plan;u.set(t,n?w(n):null)}}}finally{await a.exec(`ROLLBACK`)}if(await V(a,s)!==d)throw new n(`planning at production's size could not be undone`);return{tables:c,known:l.known,scans:u}}async function V(e,t){let n=t.flatMap(({oid:e,indexes:t})=>[e,...t.map(e=>e.oid)]),[r]=await e.query(`
SELECT coalesce(string_agg(concat_ws(' ', c.oid, c.relpages, c.reltuples, c.relallvisible, pg_catalog.pg_relation_size(c.oid),
         (SELECT indisvalid FROM pg_catalog.pg_index WHERE indexrelid = c.oid),
         (SELECT count(*) FROM pg_catalog.pg_statistic WHERE starelid = c.oid)), ',' ORDER BY c.oid), '') AS trace
FROM pg_catalog.pg_class c
WHERE c.oid IN (SELECT value::oid FROM pg_catalog.jsonb_array_elements_text($1::jsonb))`,[JSON.stringify(n)]);return r?.trace??``}function H(e){let n=r(e,`AlterTableStmt`);if(n)return a(n.cmds,`AlterTableCmd`).some(({subtype:e=``})=>G.has(e))?U(s(e)):null;let i=r(e,`DropStmt`);if(i?.removeType===`OBJECT_INDEX`&&i.behavior!==`DROP_CASCADE`){let e=(i.objects??[]).flatMap(e=>t(e).at(-1)??[]);return{tables:/* @__PURE__ */ new Set,indexes:new Set(e)}}return i!==void 0||r(e,`RenameStmt`)||r(e,`AlterObjectSchemaStmt`)||W(e)?U(s(e)):null}function U(e){return e===`everything`?`any`:e.names.size===0?null:{tables:e.names,indexes:/* @__PURE__ */ new Set}}function W(e){return r(e,`DoStmt`)!==void 0||s(e)===`everything`}const G=/* @__PURE__ */ new Set([`AT_DropColumn`,`AT_DropConstraint`,`AT_AlterColumnType`,`AT_SetExpression`,`AT_DropExpression`,`AT_DetachPartition`,`AT_DropInherit`]);var K=class{#e;#t;#n;#r=null;#i=[];#a=/* @__PURE__ */ new Map;#o=[];#s=null;constructor(e,t,n){this.#e=n,this.#t=new Map(t.flatMap(e=>{let t=H(e.node);return t===null?[]:[[e,t]]})),this.#n=this.#t.size===0?[]:e}get isNeeded(){return this.#n.length>0}leave(e){this.#s??=e,this.#r=null,this.#o=[]}before(e,t){return this.#c(()=>this.#l(t))}after(e,t,{migration:n}){return this.#c(()=>this.#u(e,t,n))}end(e,t){return this.#c(()=>this.#d(t))}result(){return{unplanned:this.#o,notPlanned:this.#s}}async#c(t){try{await t()}catch(t){if(!(t instanceof e))throw t;this.leave(t.message)}}async#l(e){if(this.#n.length===0||this.#s!==null)return;let t=await this.#f(e);if(t.length===0)return;let[n]=await e.session.query(`SELECT pg_catalog.current_setting('search_path') AS path`),r=t.map(({running:e,sql:t})=>({sql:t,types:[],searchPath:e.searchPath??n?.path??null,planned:null})),i=await o(e.session,r,t);this.#i=t.flatMap((e,t)=>{let n=i[t];return n===void 0||n.answer.error?[]:z(e,n.sent)}),this.#r=await B(e,this.#i,this.#e,null)}async#u(e,t,n){if(this.#r===null||!this.#t.has(t))return;let{tables:r}=this.#r,i=l(r,await this.#p(e,this.#r));for(let e of this.#a.keys())i.has(e)||this.#a.delete(e);for(let[e,r]of i){let i=this.#a.get(e)?.taken;(i===void 0||i===`changed`&&r===`gone`)&&this.#a.set(e,{migration:n,statement:t.index,taken:r})}}async#d(e){let t=this.#r;if(t===null||this.#a.size===0)return;let n=await B(e,this.#i.filter(({id:e})=>t.scans.get(e)?.some(({access:e})=>e!==`all`)),this.#e,t),[r]=this.#a.values(),i=new Map(this.#n.map(({running:e})=>[e.id,e]));this.#o=h(t,n).flatMap(e=>{let t=this.#a.get(e.oid)??r,n=i.get(e.query);return t===void 0||n===void 0?[]:[{...e,query:n,migration:t.migration,statement:t.statement}]})}async#f({session:e}){let t=[...this.#t.values()];if(t.includes(`any`))return this.#n;let n=t.flatMap(e=>e===`any`?[]:e),r=n.flatMap(e=>[...e.indexes]),i=/* @__PURE__ */ new Set([...n.flatMap(e=>[...e.tables]),...r.length===0?[]:await C(e,r)]),a=await c(e),o=e=>i.has(e)||[...a.get(e)??[]].some(e=>i.has(e));return this.#n.filter(({names:e})=>[...e.relations].some(o))}async#p(e,{tables:t}){let n=await S(e,[...t.values()].map(({name:e})=>e),t.keys());return new Map(n.map(e=>[e.oid,e]))}};export{K as PlanWatch};