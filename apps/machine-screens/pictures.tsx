/**
 * Drawings that say without words what to do with the paper.
 * @module
 */

/** The ballot box, with a folded paper above its slot. */
export function BoxPicture() {
  return (
    <svg class="picture" viewBox="0 0 200 190" aria-hidden="true" focusable="false">
      <path class="picture-paper" d="M72 8h56v52H72z" />
      <path class="picture-line" d="M82 22h36M82 34h36M82 46h20" />
      <path class="picture-box" d="M22 82h156v100H22z" />
      <path class="picture-box" d="M40 62h120l18 20H22z" />
      <path class="picture-slot" d="M66 72h68" />
      <path class="picture-arrow" d="M100 100v44M84 130l16 16 16-16" />
    </svg>
  );
}

/** The paper comes out of the printer. */
export function PrinterPicture() {
  return (
    <svg class="picture" viewBox="0 0 200 190" aria-hidden="true" focusable="false">
      <path class="picture-box" d="M26 20h148v74H26z" />
      <path class="picture-slot" d="M56 76h88" />
      <path class="picture-paper" d="M62 78h76v84l-12-8-13 8-13-8-13 8-13-8-12 8z" />
      <path class="picture-line" d="M74 96h52M74 110h52M74 124h30" />
      <path class="picture-line" d="M146 40h10" />
    </svg>
  );
}

/** A paper folded in half, what is written inside. */
export function FoldPicture() {
  return (
    <svg class="picture" viewBox="0 0 200 190" aria-hidden="true" focusable="false">
      <path class="picture-paper" d="M60 16h80v78H60z" />
      <path class="picture-line" d="M74 34h52M74 48h52M74 62h30" />
      <path class="picture-box" d="M60 94h80l14 74H46z" />
      <path class="picture-arrow" d="M166 128c16-30 8-66-14-84M166 42l-16 0 2 17" />
    </svg>
  );
}

/** Two papers side by side with an eye between: compare. */
export function ComparePicture() {
  return (
    <svg class="picture picture-small" viewBox="0 0 200 110" aria-hidden="true" focusable="false">
      <path class="picture-box" d="M8 18h72v56H8zM30 92h28M44 74v18" />
      <path class="picture-line" d="M20 34h48M20 48h48M20 62h24" />
      <path class="picture-paper" d="M126 10h60v86l-10-6-10 6-10-6-10 6-10-6-10 6z" />
      <path class="picture-line" d="M136 28h40M136 42h40M136 56h22" />
      <path class="picture-arrow" d="M92 44h22M92 56h22" />
    </svg>
  );
}

/** A hand raised for help. */
export function HandPicture() {
  return (
    <svg class="picture" viewBox="0 0 200 190" aria-hidden="true" focusable="false">
      <path class="picture-box" d="M126 124l22-66a11 11 0 0121 7l-26 84z" />
      <path class="picture-box" d="M150 50l-12-10M153 44l-6-18M162 42l0-20M170 46l7-17" />
      <path class="picture-box" d="M28 182c0-48 24-76 60-76s60 28 60 76z" />
      <circle class="picture-box" cx="88" cy="64" r="29" />
    </svg>
  );
}
