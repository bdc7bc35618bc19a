/**
 * The style of the results page: from 320 px to wide, 200 % zoom, and paper.
 * @module
 */
import { COLOURS as C, FONT_FALLBACK } from "@triplicate/ui/tokens.ts";

export const PAGE_STYLE = `*{box-sizing:border-box}
body{margin:0;background:${C.paper};color:${C.ink};font:400 1.0625rem/1.5 ${FONT_FALLBACK};font-variant-numeric:tabular-nums lining-nums}
.inner{max-width:62rem;margin:0 auto;padding:0 1.25rem}
.skip{position:absolute;left:-999rem;background:${C.paper};padding:.5rem 1rem}
.skip:focus{left:.5rem;top:.5rem}
a{color:${C.link};text-underline-offset:.15em}
:focus-visible{outline:3px solid ${C.link};outline-offset:2px}
header{border-bottom:1px solid ${C.line};padding:.5rem 0}
header .inner{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:.25rem 1rem}
nav ul{display:flex;gap:.25rem;list-style:none;margin:0;padding:0}
nav a{display:flex;align-items:center;padding:.3rem .9rem;min-height:2.75rem}
nav a[aria-current]{background:${C.ink};color:${C.paper};text-decoration:none}
h1,h2,h3{line-height:1.2;overflow-wrap:anywhere;text-wrap:balance}
h1{font-size:clamp(1.75rem,1.2rem + 2.4vw,2.5rem);margin:1.5rem 0 .4rem}
h2{font-size:1.5rem;margin:2.5rem 0 .75rem;padding-top:.75rem;border-top:3px solid ${C.ink}}
h3{font-size:1.2rem;margin:1.75rem 0 .5rem}
p,li{max-width:44rem;overflow-wrap:anywhere}
.banner{background:${C.notice};border:1px solid ${C.ink};padding:.6rem 1rem;max-width:none}
.alarm{border-left:.5rem solid ${C.alert};background:${C.band};padding:.6rem 1rem;max-width:none}
.muted{color:${C.muted}}
.scroll{overflow-x:auto;border-bottom:1px solid ${C.ink};margin:1rem 0 1.5rem}
table{border-collapse:collapse;width:100%}
caption{text-align:left;font-weight:600;padding:0 0 .5rem}
th,td{padding:.4rem .75rem .4rem 0;text-align:left;vertical-align:top;border-bottom:1px solid ${C.faint};overflow-wrap:break-word}
thead th{border-bottom:1.5px solid ${C.ink};vertical-align:bottom}
.number{text-align:right;white-space:nowrap}
thead .number{white-space:normal}
@media(max-width:30rem){th,td{padding-right:.4rem}thead th{font-size:.875rem}}
form{display:flex;flex-wrap:wrap;gap:.5rem;align-items:end;margin:1rem 0}
label{display:block}
input,button{font:inherit;padding:.5rem .75rem;min-height:2.75rem;border:1px solid ${C.ink};background:${C.paper};color:${C.ink};max-width:100%}
button{background:${C.ink};color:${C.paper}}
code{font:.9375rem/1.5 ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;overflow-wrap:anywhere}
.home{font-weight:600;color:${C.ink};text-decoration:none;display:inline-flex;align-items:center;min-height:2.75rem}
a.big{display:inline-flex;align-items:center;min-height:2.75rem;padding:.3rem 1rem;border:1px solid ${C.link};text-decoration:none}
th a,td a{display:inline-block;min-height:1.5rem;padding:.15rem 0}
.tiles{margin:1rem 0 2rem}
.tiles svg{width:100%;height:auto;font-family:inherit}
figcaption{color:${C.muted}}
#verify{margin:1rem 0}
.verdict{border:2px solid ${C.calm};border-left-width:.6rem;padding:.75rem 1rem}
.verdict.nothing,.verdict.unproved,.verdict.unreachable,.verdict.looking{border-color:${C.unknown}}
.verdict.bad{border-color:${C.alert}}
.verdict h2{border:0;margin:0 0 .5rem;padding:0}
.checks{list-style:none;margin:.5rem 0;padding:0}
.checks li{display:flex;gap:.6rem;padding:.3rem 0;max-width:none}
.mark{flex:0 0 1.6rem;height:1.6rem;border-radius:50%;display:grid;place-items:center;color:${C.paper};background:${C.calm};font-weight:600}
.mark.bad{background:${C.alert};border-radius:0}
.mark.notice{background:${C.unknown}}
.differs{background:${C.notice};font-weight:600}
footer{margin:3rem 0 2rem;border-top:1px solid ${C.line};color:${C.muted}}
@media print{nav,form,.skip{display:none}.scroll{overflow:visible}}`;
