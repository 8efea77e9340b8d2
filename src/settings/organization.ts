import {
  baseUrl,
  cloudUrl,
  isLoopback,
  pastedUrl,
  splitServiceUrl,
  type ServicePlace,
} from './service-url.js'
import { invalid, shown, type SettingFault } from './setting-fault.js'
import { webUrl, type Checked } from './setting-values.js'

/**
 * Url and Organization as two separate values. A full URL in Organization is split; a Url that ends with the
 * organization, or has it when Organization is not given, is split too. `given` has canonical keys.
 */
export function organizationPlace(given: ReadonlyMap<string, string>): Checked<ServicePlace> {
  const url = webUrl('Url', given.get('Url') ?? cloudUrl)
  if (url.fault) return url
  if (url.value.search !== '')
    return { fault: invalid('Url', 'has a ? part', 'Leave out the ? and what follows in Url.') }
  const organization = given.get('Organization')
  const page = organization === undefined ? undefined : pastedUrl(organization)
  if (page !== undefined) return pastedPlace(page, given.has('Url') ? url.value : undefined)
  if (organization === undefined) {
    const place = splitServiceUrl(url.value)
    return { value: place.organization === undefined ? { url: place.url } : place }
  }
  const fault = nameFault(organization, url.value)
  if (fault) return { fault }
  const split = splitServiceUrl(url.value)
  const isLegacy = url.value.hostname.toLowerCase().endsWith('.visualstudio.com')
  const base = isLegacy ? split.url : baseUrl(url.value)
  const ending = '/' + encodeURIComponent(organization).toLowerCase()
  const repeated = base.toLowerCase().endsWith(ending)
  return { value: { url: repeated ? base.slice(0, -ending.length) : base, organization } }
}

function pastedPlace(page: URL, url: URL | undefined): Checked<ServicePlace> {
  const checked = webUrl('Organization', withoutUser(page))
  if (checked.fault) return checked
  const place = splitServiceUrl(page)
  if (place.organization === undefined) {
    return {
      fault: invalid(
        'Organization',
        `is ${shown(page.href)}, a URL that names no organization`,
        'Give the organization by its name, or a URL such as https://dev.azure.com/mycompany.',
      ),
    }
  }
  if (url !== undefined && splitServiceUrl(url).url !== place.url && baseUrl(url) !== place.url) {
    return {
      fault: invalid(
        'Organization',
        'is a URL of another service than Url',
        'Leave Url out, or give the organization by its name.',
      ),
    }
  }
  const fault = nameFault(place.organization, page)
  return fault ? { fault } : { value: place }
}

/** The user name that a copied repository URL has (`https://acme@dev.azure.com/acme/...`) is of no use here. */
function withoutUser(page: URL): string {
  const bare = new URL(page.origin + page.pathname)
  bare.password = page.password
  return bare.href
}

/**
 * What is wrong with an organization's or collection's name, if anything. In the cloud: letters, digits and hyphens,
 * 50 at most, a letter or digit at both ends (Azure DevOps documentation, "Plan your organizational structure").
 */
function nameFault(name: string, service: URL): SettingFault | undefined {
  const isCloud = !isLoopback(service) && /(^|\.)(dev\.azure\.com|visualstudio\.com)$/i.test(service.hostname)
  const fits = isCloud
    ? /^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$/i.test(name)
    : !/[/\\?#:@&%<>|"*{}\p{Cc}]/u.test(name)
  if (fits) return undefined
  return invalid(
    'Organization',
    `is ${shown(name)}, which cannot be an organization's name`,
    'Give what stands after https://dev.azure.com/ in the browser, such as mycompany, or that whole URL.',
  )
}
