// Copies what data-copies holds, and says so in the [data-copied] beside it.
for (const button of document.querySelectorAll('[data-copies]')) {
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copies)
    button.parentElement.querySelector('[data-copied]').hidden = false
  })
}
