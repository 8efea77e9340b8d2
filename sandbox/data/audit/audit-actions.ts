/** What an event of the audit log does (REST specification of audit). */
export type AuditCategory = 'modify' | 'remove' | 'create' | 'access' | 'execute'

/** A kind of event. */
export interface AuditAction {
  id: string
  area: string
  category: AuditCategory
  /** Whether it happens in a project. */
  inProject: boolean
  /** What people read; `{what}` stands for the thing it happened to. */
  details: string
}

function action(id: string, category: AuditCategory, details: string, inProject = true): AuditAction {
  return { id, area: id.split('.')[0] as string, category, inProject, details }
}

/** Events the service audits (docs, "Azure DevOps auditing events"): some of each area. */
export const auditActions: readonly AuditAction[] = [
  action('Security.ModifyPermission', 'modify', 'Permissions of {what} were changed'),
  action('Security.ModifyAccessControlLists', 'modify', 'Access control lists of {what} were changed'),
  action('Security.RemovePermission', 'remove', 'A permission of {what} was removed'),
  action('Security.ResetPermission', 'modify', 'Permissions of {what} were reset'),
  action('Group.CreateGroups', 'create', 'Group {what} was created'),
  action('Group.UpdateGroupMembership.Add', 'modify', '{what} was added to a group'),
  action('Group.UpdateGroupMembership.Remove', 'modify', '{what} was removed from a group'),
  action('Git.CreateRepo', 'create', 'Created Git repository "{what}"'),
  action('Git.DeleteRepo', 'remove', 'Deleted Git repository "{what}"'),
  action('Git.RefUpdatePoliciesBypassed', 'modify', 'Policies of "{what}" were bypassed by a push'),
  action('Pipelines.PipelineCreated', 'create', 'Pipeline "{what}" was created'),
  action('Pipelines.PipelineRetentionSettingChanged', 'modify', 'Retention of "{what}" was changed'),
  action('Policy.PolicyConfigCreated', 'create', 'Policy on "{what}" was created'),
  action('Policy.PolicyConfigModified', 'modify', 'Policy on "{what}" was changed'),
  action('Project.UpdateProjectCompleted', 'modify', 'Project "{what}" was changed'),
  action('Token.PatCreateEvent', 'create', 'A personal access token named "{what}" was created', false),
  action('Token.PatRevokeEvent', 'remove', 'A personal access token named "{what}" was revoked', false),
  action('Licensing.Assigned', 'modify', 'Access level of {what} was assigned', false),
  action('Extension.Installed', 'create', 'Extension "{what}" was installed', false),
  action('AuditLog.AccessLog', 'access', 'Audit log was accessed', false),
  action('AuditLog.DownloadLog', 'access', 'Audit log was downloaded', false),
  action('OrganizationPolicy.PolicyValueUpdated', 'modify', 'Policy "{what}" was changed', false),
]
