/**
 * The part of a screen that reads QR codes: the camera's picture with its light and other cameras, and photographs instead.
 *
 *     <Scanner t={t} onTexts={(texts) => …} />
 *
 * What was read is handed on as it is, the same text as often as it is seen; whoever uses it knows what it looks for, says
 * how far it is, and takes this part off the screen when it has enough: then the camera is closed. Style: scanner.css.
 * @module
 */
import type { ScreenTranslator } from "@triplicate/ui/screen-messages.ts";
import { useEffect, useRef, useState } from "preact/hooks";
import { type CameraTrouble, type Facing, grabFrame, type OpenCamera, openCamera } from "./camera.ts";
import { createQrReader, type QrReader } from "./qr-reader.ts";

export type ScannerProps = {
  readonly t: ScreenTranslator;
  /** Every time something is read: never empty; may repeat. */
  readonly onTexts: (texts: readonly string[]) => void;
  /** A telephone looks away from its user, a kiosk towards them. */
  readonly facing?: Facing;
  /** Whether pictures may be chosen instead of the camera. */
  readonly photos?: boolean;
  /** Tests and callers that keep one reader for many screens. */
  readonly reader?: () => Promise<QrReader>;
};

let shared: Promise<QrReader> | undefined;
/** One decoder for the whole program; tried anew after a failure. */
export function sharedQrReader(): Promise<QrReader> {
  shared ??= createQrReader().catch((error) => {
    shared = undefined;
    throw error;
  });
  return shared;
}

type State =
  | { readonly is: "starting" }
  | { readonly is: "running"; readonly camera: OpenCamera }
  | { readonly is: "trouble"; readonly trouble: CameraTrouble | "decoder" };

export function Scanner({
  t,
  onTexts,
  facing = "environment",
  photos = true,
  reader = sharedQrReader,
}: ScannerProps) {
  const [wanted, setWanted] = useState<{ facing: Facing } | { id: string }>({ facing });
  const [state, setState] = useState<State>({ is: "starting" });
  const [attempt, setAttempt] = useState(0);
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    setState({ is: "starting" });
    return watch({ wanted, reader, video: () => video.current, onState: setState });
  }, [wanted, attempt]);
  useFrames(state, video, reader, onTexts);
  return (
    <div class="scanner">
      <div class={`scanner-view scanner-${state.is}`}>
        <video ref={video} muted playsInline aria-label={t.t("screen.scanner.picture")} />
        {state.is === "running" && <div class="scanner-frame" aria-hidden="true" />}
        {state.is === "starting" && <p role="status">{t.t("screen.scanner.starting")}</p>}
        {state.is === "trouble" && (
          <div class="scanner-trouble" role="alert">
            <p>{t.t(`screen.scanner.trouble.${state.trouble}`)}</p>
            <button type="button" onClick={() => setAttempt(attempt + 1)}>
              {t.t("screen.scanner.again")}
            </button>
          </div>
        )}
      </div>
      <div class="scanner-tools">
        {state.is === "running" && <CameraTools t={t} camera={state.camera} onChoose={setWanted} />}
        {photos && <PhotoInput t={t} reader={reader} onTexts={onTexts} />}
      </div>
    </div>
  );
}

type Watch = {
  readonly wanted: { facing: Facing } | { id: string };
  readonly reader: () => Promise<QrReader>;
  readonly video: () => HTMLVideoElement | null;
  readonly onState: (state: State) => void;
};

/** Opens the camera and shows it; returns what closes it, also when it opens only afterwards. */
function watch({ wanted, reader, video, onState }: Watch): () => void {
  let isOver = false;
  let close = () => {};
  const start = async () => {
    const camera = await openCamera(wanted);
    if (typeof camera === "string") return isOver ? undefined : onState({ is: "trouble", trouble: camera });
    close = camera.close;
    if (isOver) return close();
    const element = video();
    if (element !== null) {
      element.srcObject = camera.stream;
      // Refused play leaves a still picture with the browser's own button; frames come once it plays.
      await element.play().catch(() => {});
    }
    const isReady = await reader().then(
      () => true,
      () => false,
    );
    if (isOver) return;
    if (!isReady) close();
    onState(isReady ? { is: "running", camera } : { is: "trouble", trouble: "decoder" });
  };
  void start();
  return () => {
    isOver = true;
    close();
  };
}

/** Between two frames: a slow telephone keeps time for its screen. */
const PAUSE_MS = 80;

function useFrames(
  state: State,
  video: { readonly current: HTMLVideoElement | null },
  reader: () => Promise<QrReader>,
  onTexts: (texts: readonly string[]) => void,
): void {
  const latest = useRef(onTexts);
  latest.current = onTexts;
  useEffect(() => {
    if (state.is !== "running") return;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const canvas = document.createElement("canvas");
    const look = async () => {
      const frame = video.current === null ? null : grabFrame(video.current, canvas);
      const texts = frame === null ? [] : await (await reader()).readFrame(frame);
      if (isOver) return;
      if (texts.length > 0) latest.current(texts);
      timer = setTimeout(look, PAUSE_MS);
    };
    void look();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [state]);
}

type ToolsProps = {
  readonly t: ScreenTranslator;
  readonly camera: OpenCamera;
  readonly onChoose: (wanted: { id: string }) => void;
};

function CameraTools({ t, camera, onChoose }: ToolsProps) {
  const [isLit, setLit] = useState(false);
  const { light, cameras, current } = camera;
  return (
    <>
      {light !== null && (
        <button
          type="button"
          aria-pressed={isLit}
          onClick={() =>
            void light(!isLit).then(
              () => setLit(!isLit),
              () => {},
            )
          }
        >
          {t.t("screen.scanner.light")}
        </button>
      )}
      {cameras.length > 1 && (
        <label class="scanner-cameras">
          <span>{t.t("screen.scanner.camera")}</span>
          <select value={current} onChange={(event) => onChoose({ id: event.currentTarget.value })}>
            {cameras.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
    </>
  );
}

type PhotoProps = Pick<ScannerProps, "t" | "onTexts"> & { readonly reader: () => Promise<QrReader> };

type PhotoState = { readonly is: "idle" | "reading" | "nothing" | "no-picture" };

/** Several files at once: an acta of many parts is photographed in pieces. */
function PhotoInput({ t, reader, onTexts }: PhotoProps) {
  const [state, setState] = useState<PhotoState>({ is: "idle" });
  const read = async (files: readonly File[]) => {
    if (files.length === 0) return;
    setState({ is: "reading" });
    const decoder = await reader().catch(() => null);
    const results: (readonly string[] | null)[] = [];
    for (const file of files) results.push(decoder === null ? null : await decoder.readPhoto(file));
    const texts = results.flatMap((result) => result ?? []);
    const isPicture = results.some((result) => result !== null);
    setState({ is: texts.length > 0 ? "idle" : isPicture ? "nothing" : "no-picture" });
    if (texts.length > 0) onTexts(texts);
  };
  return (
    <>
      <label class="scanner-photo">
        <span>{t.t("screen.scanner.photo")}</span>
        <input
          type="file"
          accept="image/*"
          multiple
          onChange={(event) => {
            const input = event.currentTarget;
            void read([...(input.files ?? [])]).finally(() => {
              input.value = "";
            });
          }}
        />
      </label>
      <p class="scanner-said" role="status">
        {state.is !== "idle" && t.t(`screen.scanner.photo.${state.is}`)}
      </p>
    </>
  );
}
