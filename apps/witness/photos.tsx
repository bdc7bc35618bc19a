/**
 * Photographs of the paper acta, beside the acta that was read from it. Spec: spec/witness-app.md, section 7.
 * @module
 */
import { useEffect, useMemo, useState } from "preact/hooks";
import { addPhotos, removePhoto } from "./actions-acta.ts";
import { Fact, type ScreenProps } from "./parts.tsx";
import type { KeptActa, KeptPhoto } from "./store.ts";

export function Photos({ app, state, t, kept }: ScreenProps & { readonly kept: KeptActa }) {
  const [isBad, setBad] = useState(false);
  const own = state.photos.filter(({ acta }) => acta === kept.id);
  const add = async (input: HTMLInputElement) => {
    const isWhole = await addPhotos(app, kept.id, [...(input.files ?? [])]);
    setBad(!isWhole);
    input.value = "";
  };
  return (
    <section aria-labelledby="photos">
      <h2 id="photos">{t.t("witness.keptActa.photos")}</h2>
      <p class="hint">{t.t("witness.keptActa.photos.how")}</p>
      {own.length > 0 && (
        <ul class="photos">
          {own.map((photo, i) => (
            <Photo key={photo.id} {...{ app, t, photo }} number={i + 1} />
          ))}
        </ul>
      )}
      <label class="scanner-photo button">
        <span>{t.t("witness.keptActa.photos.add")}</span>
        <input type="file" accept="image/*" multiple onChange={(event) => void add(event.currentTarget)} />
      </label>
      <div role="status">{isBad && <Fact sign="bad">{t.t("witness.keptActa.photos.bad")}</Fact>}</div>
    </section>
  );
}

type PhotoProps = Pick<ScreenProps, "app" | "t"> & { readonly photo: KeptPhoto; readonly number: number };

function Photo({ app, t, photo, number }: PhotoProps) {
  const address = useMemo(() => URL.createObjectURL(photo.picture), [photo.id]);
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  return (
    <li>
      <img src={address} alt={t.t("witness.keptActa.photos.alt", { number })} />
      <button type="button" class="quiet" onClick={() => void removePhoto(app, photo.id)}>
        {t.t("witness.keptActa.photos.remove", { number })}
      </button>
    </li>
  );
}
