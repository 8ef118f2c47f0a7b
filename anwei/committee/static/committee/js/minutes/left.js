// Texts typed in this browser that have no place in the minutes any more: shown, to be copied or thrown away.
export function showLeft(root, kept, drafts) {
  const box = root.querySelector("[data-left]");
  const left = drafts.filter(({ draft }) => draft.text.trim());
  box.querySelector("[data-left-texts]").replaceChildren(...left.map(({ draft }) => {
    const item = document.createElement("li");
    item.textContent = draft.text;
    return item;
  }));
  box.hidden = !left.length;
  box.querySelector("[data-left-drop]").addEventListener("click", () => {
    for (const { point, windowKey } of left) kept.drop(point, windowKey);
    box.hidden = true;
  });
}
