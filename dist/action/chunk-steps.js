const e=/^-- (?:migration \d+|(?<outside>outside the migration tool))\b/;function t({migration:e,inTransaction:t},n){let i=n.every(({outside:e,when:t})=>e===void 0&&t===void 0),a=e.transaction===`statement`&&!t;if(i&&(a||n.length===1))return n.map(t=>r(t,e)).join(`
`);let o=0;return n.map(t=>`-- ${[t.outside===void 0?`migration ${++o}`:`outside the migration tool`,t.outside,t.when].filter(e=>e!==void 0).join(`, `)}\n${r(t,e)}`).join(`
`)}function n(t){let n=[{lines:[],outside:!1}];for(let r of t.split(`
`)){let t=e.exec(r);t&&n.push({lines:[],outside:t.groups?.outside!==void 0}),n.at(-1)?.lines.push(r)}return n.map(({lines:e,outside:t})=>({sql:e.join(`
`),outside:t})).filter(({sql:e})=>e.trim()!==``)}function r({sql:e,alone:t,outside:n},{noTransaction:r,transaction:i}){let a=t&&n===void 0&&i===`file`?r:void 0;return[...a==null?[]:[a],...e.map(e=>`${e};`)].join(`
`)}function i({noTransaction:e,transaction:t}){return t===`all-pending`||e===null}export{n,t as r,i as t};