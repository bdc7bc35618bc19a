/**
 * Work that is done one step after another for as long as there is some, and begins again when it is woken.
 *
 * Looking whether there is more and coming to rest are one turn of the event loop, so no waking is lost between them.
 * @module
 */
export type WorkLoop = {
  /** Whenever there may be something to do. */
  wake(): void;
  /** Resolves when it rests. */
  idle(): Promise<void>;
};

export type Work = {
  readonly isReady: () => boolean;
  readonly step: () => Promise<void>;
  /** Comes to rest after it; expected to make `isReady` false for good. */
  readonly onFailure: (error: unknown) => void;
  readonly onRest?: () => void;
};

export function createWorkLoop({ isReady, step, onFailure, onRest = () => {} }: Work): WorkLoop {
  let work: Promise<void> | null = null;
  const run = async (): Promise<void> => {
    try {
      while (isReady()) await step();
    } catch (error) {
      onFailure(error);
    }
    work = null;
    onRest();
  };
  return {
    wake() {
      if (work === null && isReady()) work = run();
    },
    async idle() {
      while (work !== null) await work;
    },
  };
}
