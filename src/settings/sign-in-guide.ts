import type { AuthMethod } from './connection-setting.js'

/** One thing that an administrator does once; `fields` are settings whose value comes out of it. */
export interface AdminStep {
  readonly text: string
  readonly fields: readonly string[]
}

/** What a way of signing in is for, and what has to be done for it outside this program. */
export interface WayGuide {
  readonly about: string
  readonly adminSteps: readonly AdminStep[]
  /** Generate Token has something to do. */
  readonly generatesToken: boolean
  /** A person signs in for it. */
  readonly asksPerson: boolean
}

const step = (text: string, ...fields: string[]): AdminStep => ({ text, fields })

/** For each way of signing in, in the order of the forms. Steps are numbered as in docs/sign-in.md, by which errors name them. */
export const signInGuide: Readonly<Record<AuthMethod, WayGuide>> = {
  AppCredentials: {
    about:
      'An application of your organization signs in by itself. Best for reports and jobs that run unattended. An Entra administrator sets it up once.',
    generatesToken: true,
    asksPerson: false,
    adminSteps: [
      step(
        'Register the app: in the Azure Portal open Microsoft Entra ID, App registrations, New registration. Take "this organizational directory only" and leave Redirect URI empty.',
      ),
      step(
        'Open Certificates & secrets, make a new client secret, and copy its Value at once: it is not shown again. A certificate or a federated credential serves as well.',
        'ClientSecret',
        'ClientCertificatePath',
        'FederatedTokenFilePath',
      ),
      step(
        'Open API permissions, add the Azure DevOps permissions your tenant asks for, and press "Grant admin consent".',
        'Scope',
      ),
      step(
        'In Azure DevOps open Organization settings, Users, Add users. Find the app by its name or client ID, give it the access level Basic and the projects it may read. What it can see is decided here.',
        'Organization',
      ),
      step(
        'Fill in the form: copy "Application (client) ID" from the Overview of the app, and "OAuth 2.0 token endpoint (v2)" from its Endpoints. The address must name your tenant, not "common".',
        'ClientId',
        'TokenUrl',
      ),
    ],
  },
  UserCredentials: {
    about:
      'You sign in once in a browser window, and the connection sees what you may see. For unattended work take an account that belongs to no single person.',
    generatesToken: true,
    asksPerson: true,
    adminSteps: [
      step('Open the Azure Portal and sign in there.'),
      step('Open Microsoft Entra ID.'),
      step('Open App registrations and press New registration.'),
      step(
        'As supported account types choose "this organizational directory only". As Redirect URI choose the type "Public client/native" and enter http://localhost; with another address, put the same one into Return URL, letter by letter. To sign in with a code on another device, also open Authentication and switch on "Allow public client flows".',
        'ReturnUrl',
        'DeviceCodeUrl',
      ),
      step('On the Overview of the new app copy "Application (client) ID".', 'ClientId'),
      step(
        'Press Endpoints and copy "OAuth 2.0 authorization endpoint (v2)" and "OAuth 2.0 token endpoint (v2)".',
        'AuthUrl',
        'TokenUrl',
      ),
      step(
        'Open API permissions and add the Azure DevOps permissions that stand in Scopes; keep offline_access, or you have to sign in again every hour. Fill in the rest of the form.',
        'Scope',
        'Organization',
      ),
    ],
  },
  Pat: {
    about:
      'A token that you make in Azure DevOps under your own name. The quickest way to try it out, and the way for Azure DevOps Server. It expires and must then be replaced.',
    generatesToken: false,
    asksPerson: false,
    adminSteps: [
      step('In Azure DevOps open User settings (beside your picture), Personal access tokens, New token.'),
      step(
        'Choose the organization, a date of expiry, and read access to what you want to query.',
        'Organization',
      ),
      step('Copy the token at once: it is not shown again.', 'PersonalAccessToken'),
    ],
  },
  AccessToken: {
    about:
      'Something else obtains the token: a pipeline that has one, or a program such as the Azure CLI that prints one.',
    generatesToken: false,
    asksPerson: false,
    adminSteps: [
      step(
        'Give the command that prints a token, such as that of the Azure CLI; it is run again whenever the token ends.',
        'AccessTokenCommand',
      ),
      step(
        'Or give a ready token. It cannot be renewed: the connection stops when it expires.',
        'AccessToken',
      ),
      step(
        'Whoever the token stands for must be a user of the organization (Organization settings, Users).',
        'Organization',
      ),
    ],
  },
  ManagedIdentity: {
    about:
      'The Azure machine that this program runs on signs in by itself: a virtual machine, App Service or Function. There is no secret to keep.',
    generatesToken: true,
    asksPerson: false,
    adminSteps: [
      step('In the Azure Portal open the machine, Identity, and switch on "System assigned".'),
      step('Or assign a user-assigned identity and copy its client ID.', 'ClientId'),
      step(
        'On App Service and Functions copy IDENTITY_ENDPOINT and IDENTITY_HEADER of the environment.',
        'ManagedIdentityUrl',
        'ManagedIdentityHeader',
      ),
      step(
        'In Azure DevOps open Organization settings, Users, Add users, and add the identity with the access level Basic and its projects.',
        'Organization',
      ),
    ],
  },
}
