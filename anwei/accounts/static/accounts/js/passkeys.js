// Passkeys: a form with data-passkey asks the browser for a credential and sends it along.
//
// data-passkey="create" makes one, "get" proves one, "login" fetches the challenge first and then proves one.
// data-options names the element that holds the challenge as JSON. The button is [data-passkey-start].
(() => {
  const { webauthnJSON } = window

  const challengeOf = async (form) => {
    if (form.dataset.passkey === 'login') {
      const answer = await fetch(form.action, { headers: { Accept: 'application/json' } })
      if (!answer.ok) throw new Error(`No challenge: ${answer.status}`)
      return (await answer.json()).request_options
    }
    const given = JSON.parse(document.getElementById(form.dataset.options).textContent)
    return given.creation_options || given.request_options
  }

  // A passkey that signs in by itself has to be kept by the device and opened by its owner.
  const forSigningIn = (challenge) => {
    Object.assign(challenge.publicKey.authenticatorSelection, {
      residentKey: 'required', requireResidentKey: true, userVerification: 'required'
    })
    return challenge
  }

  const credentialFor = async (form) => {
    const challenge = await challengeOf(form)
    if (form.dataset.passkey !== 'create') return webauthnJSON.get(challenge)
    return webauthnJSON.create(form.elements.passwordless?.checked ? forSigningIn(challenge) : challenge)
  }

  for (const form of document.querySelectorAll('form[data-passkey]')) {
    const trouble = form.querySelector('[data-passkey-trouble]')
    form.querySelector('[data-passkey-start]').addEventListener('click', async () => {
      trouble.hidden = true
      try {
        form.elements.credential.value = JSON.stringify(await credentialFor(form))
        form.submit()
      } catch {
        trouble.hidden = false
      }
    })
  }
})()
