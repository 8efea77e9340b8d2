import forge from 'node-forge'

/**
 * The keys and certificates of a PFX (PKCS #12, RFC 7292) file as PEM, keys in the clear; `'wrong password'` when the
 * password does not open it, undefined when it is no such file. Node can use such a file for TLS but gives no access
 * to what is in it, hence the library.
 */
export function readPfx(content: Buffer, password: string): string | undefined {
  let structure: forge.asn1.Asn1
  try {
    structure = forge.asn1.fromDer(content.toString('binary'))
  } catch {
    return undefined
  }
  let pfx: forge.pkcs12.Pkcs12Pfx
  try {
    pfx = forge.pkcs12.pkcs12FromAsn1(structure, password)
  } catch (thrown) {
    return /password|MAC|decrypt/i.test(String(thrown)) ? 'wrong password' : undefined
  }
  const { certBag, keyBag, pkcs8ShroudedKeyBag } = forge.pki.oids as Record<string, string>
  const bags = (type: string | undefined): forge.pkcs12.Bag[] => pfx.getBags({ bagType: type! })[type!] ?? []
  const keys = [...bags(keyBag), ...bags(pkcs8ShroudedKeyBag)].flatMap(({ key }) =>
    key ? [forge.pki.privateKeyInfoToPem(forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(key)))] : [],
  )
  const certificates = bags(certBag).flatMap((bag) => {
    if (bag.cert) return [forge.pki.certificateToPem(bag.cert)]
    // A certificate whose key is not RSA is left as it is by the library.
    return bag.asn1 ? [asPem('CERTIFICATE', forge.asn1.toDer(bag.asn1).getBytes())] : []
  })
  return [...keys, ...certificates].join('\n')
}

function asPem(label: string, der: string): string {
  const lines =
    Buffer.from(der, 'binary')
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}
