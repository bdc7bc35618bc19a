/**
 * A voter calls for help. From here a poll worker may also open their menu; the voter's choices are not shown in it.
 * @module
 */
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { Dialog } from "@triplicate/screen-parts/dialog.tsx";
import { useKiosk } from "./kiosk.ts";
import { HandPicture } from "./pictures.tsx";

export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const { words, change } = useKiosk();
  return (
    <Dialog title={words.t("help.title")} onEscape={onClose}>
      <HandPicture />
      <p class="lead" data-say="">
        {words.t("help.text")}
      </p>
      <p data-say="">{words.t("help.secret")}</p>
      <Button kind="main" icon="back" onPress={onClose}>
        {words.t("help.back")}
      </Button>
      <Button kind="quiet" icon="card" onPress={() => change({ is: "unlocking", isUnlocking: true })}>
        {words.t("help.worker")}
      </Button>
    </Dialog>
  );
}
