/**
 * What to do, one thing after the other, each with its number.
 * @module
 */
export function Steps({ items }: { readonly items: readonly string[] }) {
  return (
    <ol class="steps">
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ol>
  );
}
