/**
 * The style of an election day's own pages: cards with pictograms, large enough for a finger, from a telephone to a wall.
 * @module
 */
import { COLOURS as C, FONT_FALLBACK } from "@triplicate/ui/tokens.ts";

export const DAY_STYLE = `*{box-sizing:border-box}
body{margin:0;background:${C.band};color:${C.ink};font:400 1.0625rem/1.5 ${FONT_FALLBACK};font-variant-numeric:tabular-nums lining-nums}
.inner{max-width:72rem;margin:0 auto;padding:0 1.25rem}
.skip{position:absolute;left:-999rem;background:${C.paper};padding:.5rem 1rem}
.skip:focus{left:.5rem;top:.5rem}
a{color:${C.link};text-underline-offset:.15em}
:focus-visible{outline:3px solid ${C.link};outline-offset:2px}
header{background:${C.paper};border-bottom:1px solid ${C.line};padding:.5rem 0}
header .inner{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:.25rem 1rem}
header strong{font-size:1.15rem}
nav ul{display:flex;gap:.25rem;list-style:none;margin:0;padding:0}
nav a{display:flex;align-items:center;padding:.3rem .9rem;min-height:2.75rem}
nav a[aria-current]{background:${C.ink};color:${C.paper};text-decoration:none}
h1,h2,h3{line-height:1.2;text-wrap:balance;overflow-wrap:anywhere}
h1{font-size:clamp(1.8rem,1.2rem + 2.6vw,2.75rem);margin:1.75rem 0 .5rem}
h2{font-size:1.5rem;margin:2.25rem 0 .75rem}
h3{font-size:1.25rem;margin:0 0 .35rem}
p{max-width:46rem;margin:.4rem 0}
.lead{font-size:1.2rem}
.fingerprint{white-space:nowrap;font-size:1.2rem}
.banner{background:${C.notice};border:1px solid ${C.line};padding:.6rem 1rem;max-width:none}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:1rem;list-style:none;margin:1rem 0;padding:0}
.cards>li{background:${C.paper};border:1px solid ${C.line};border-radius:.5rem;padding:1.1rem;display:flex;flex-direction:column;gap:.35rem}
.cards svg{width:3.25rem;height:3.25rem;color:${C.link}}
.cards p{margin:0}
.go{display:inline-flex;align-items:center;justify-content:center;min-height:3rem;padding:.5rem 1.1rem;margin-top:auto;background:${C.link};color:${C.paper};text-decoration:none;border-radius:.3rem;border:0;font:inherit;font-weight:600;cursor:pointer}
.go.plain{background:${C.paper};color:${C.link};border:2px solid ${C.link}}
.go:disabled{background:${C.unknown}}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem .8rem;margin:.4rem 0}
dd{margin:0;font-weight:600}
progress{width:100%;height:1.1rem;accent-color:${C.calm}}
.count{font-size:1.5rem;font-weight:600}
form{display:flex;flex-wrap:wrap;gap:.6rem;align-items:end;margin:.75rem 0}
label{display:block;max-width:100%}
select{font:inherit;padding:.5rem .75rem;min-height:3rem;border:1px solid ${C.ink};background:${C.paper};color:${C.ink};max-width:100%}
pre{background:${C.paper};border:1px solid ${C.line};border-left:.5rem solid ${C.calm};padding:.75rem 1rem;white-space:pre-wrap;overflow-wrap:anywhere;font:.95rem/1.5 ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace}
footer{margin:3rem 0 2rem;color:${C.muted}}
@media (max-width:30rem){dl{grid-template-columns:1fr}}`;
