/**
 * A camera that is looked through until somebody stops it: opened with a reason when it cannot be, and always closed.
 *
 * Each frame is cut to its middle square and scaled, so that a slow telephone reads a few frames a second instead of one.
 * @module
 */

export const CAMERA_TROUBLES = ["denied", "none", "busy", "insecure"] as const;
export type CameraTrouble = (typeof CAMERA_TROUBLES)[number];

export type OpenCamera = {
  readonly stream: MediaStream;
  /** Other cameras to choose from, this one among them; names are known only after permission. */
  readonly cameras: readonly { readonly id: string; readonly name: string }[];
  readonly current: string;
  /** Turns the light on or off; null where there is none. */
  readonly light: ((on: boolean) => Promise<void>) | null;
  close(): void;
};

export type Facing = "environment" | "user";

/** The wanted camera, else any; resolution enough for five points a module of a whole acta. */
export async function openCamera(
  wanted: { readonly facing: Facing } | { readonly id: string },
): Promise<OpenCamera | CameraTrouble> {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices?.getUserMedia === undefined) return globalThis.isSecureContext ? "none" : "insecure";
  const size = { width: { ideal: 1920 }, height: { ideal: 1080 } };
  const which =
    "id" in wanted ? { deviceId: { exact: wanted.id } } : { facingMode: { ideal: wanted.facing } };
  try {
    const stream = await devices.getUserMedia({ audio: false, video: { ...size, ...which } });
    return opened(stream, await devices.enumerateDevices());
  } catch (error) {
    return troubleOf(error);
  }
}

function opened(stream: MediaStream, devices: readonly MediaDeviceInfo[]): OpenCamera {
  const [track] = stream.getVideoTracks();
  const cameras = devices
    .filter(({ kind, deviceId }) => kind === "videoinput" && deviceId !== "")
    .map(({ deviceId, label }, index) => ({ id: deviceId, name: label || String(index + 1) }));
  // The light is no part of the types: an extension that telephones have (MediaStream Image Capture).
  const abilities = (track?.getCapabilities?.() ?? {}) as { torch?: boolean };
  const light = (on: boolean) =>
    track?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }) ?? Promise.resolve();
  return {
    stream,
    cameras,
    current: track?.getSettings().deviceId ?? "",
    light: abilities.torch === true ? light : null,
    close: () => {
      for (const each of stream.getTracks()) each.stop();
    },
  };
}

function troubleOf(error: unknown): CameraTrouble {
  const name = error instanceof DOMException || error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  return name === "NotFoundError" || name === "OverconstrainedError" ? "none" : "busy";
}

/** On the longer side: about six points a module of the largest symbol that fills two thirds of the picture. */
const MAX_FRAME_SIDE = 1280;

/** What the video shows now, or null while it shows nothing. */
export function grabFrame(video: HTMLVideoElement, canvas: HTMLCanvasElement): ImageData | null {
  const { videoWidth, videoHeight } = video;
  if (videoWidth === 0 || videoHeight === 0 || video.readyState < 2) return null;
  const scale = Math.min(1, MAX_FRAME_SIDE / Math.max(videoWidth, videoHeight));
  canvas.width = Math.round(videoWidth * scale);
  canvas.height = Math.round(videoHeight * scale);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) return null;
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
