/**
 * What a reader would see as broken in a chart: labels that leave the picture or lie on one another.
 * @module
 */
import type { Item, Scene } from "./scene.ts";
import { textWidth } from "./text-width.ts";

type Box = {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
};

function boxOf(item: Extract<Item, { kind: "text" }>): Box {
  const width = textWidth(item.text, item.size, item.weight);
  const shift = item.anchor === "start" ? 0 : item.anchor === "middle" ? width / 2 : width;
  // From the capitals' top to the baseline: descenders may touch what is below, as in any text.
  const height = item.size * 0.66;
  if (item.turned === true) {
    return { text: item.text, x: item.x - height, y: item.y - width / 2, w: height, h: width };
  }
  return { text: item.text, x: item.x - shift, y: item.y - height, w: width, h: height };
}

const boxesOf = (scene: Scene): Box[] =>
  scene.items.flatMap((item) => (item.kind === "text" && item.text !== "" ? [boxOf(item)] : []));

const SLACK = 0.6;

export function outsideOf(scene: Scene): string[] {
  return boxesOf(scene)
    .filter(
      (box) =>
        box.x < -SLACK ||
        box.y < -SLACK ||
        box.x + box.w > scene.width + SLACK ||
        box.y + box.h > scene.height + SLACK,
    )
    .map((box) => `${scene.id}: ${box.text}`);
}

export function overlapsOf(scene: Scene): string[] {
  const boxes = boxesOf(scene);
  const found: string[] = [];
  boxes.forEach((a, i) => {
    for (const b of boxes.slice(i + 1)) {
      const apart =
        a.x + a.w <= b.x + SLACK ||
        b.x + b.w <= a.x + SLACK ||
        a.y + a.h <= b.y + SLACK ||
        b.y + b.h <= a.y + SLACK;
      if (!apart) found.push(`${scene.id}: "${a.text}" and "${b.text}"`);
    }
  });
  return found;
}
